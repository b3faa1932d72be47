import type { ReactNode } from 'react'

/** What a {@link Tag} shows. */
export interface TagProps {
  children: ReactNode
  /** Says how it stands with the thing; the text says it too, never the colour alone. */
  tone?: 'plain' | 'good' | 'warning' | 'bad'
}

/** A short word about something: a tag, a type, a state. */
export const Tag = ({ children, tone = 'plain' }: TagProps) => (
  <span className={`cb-tag cb-tag-${tone}`}>{children}</span>
)
