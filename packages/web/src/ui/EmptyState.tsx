import type { ReactNode } from 'react'
import { Icon, type IconName } from './icons.tsx'

/** What an {@link EmptyState} shows. */
export interface EmptyStateProps {
  /** What there is none of, a whole sentence. */
  title: string
  icon?: IconName
  /** Why, and what to do next. */
  children?: ReactNode
}

/** Stands where there is nothing to show. */
export function EmptyState({ title, icon = 'empty', children }: EmptyStateProps) {
  return (
    <div className="cb-state">
      <Icon name={icon} />
      <div>
        <p className="cb-state-headline">{title}</p>
        {children}
      </div>
    </div>
  )
}
