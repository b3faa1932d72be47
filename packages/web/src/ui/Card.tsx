import { type ReactNode, useId } from 'react'

/** What a {@link Card} shows. */
export interface CardProps {
  title: string
  /** Beside the heading: a count, a button. */
  aside?: ReactNode
  /** `warning` for something that somebody should look at. */
  tone?: 'plain' | 'warning'
  children: ReactNode
}

/** A titled part of a page. */
export function Card({ title, aside, tone = 'plain', children }: CardProps) {
  const id = useId()
  return (
    <section className={`cb-card cb-card-${tone}`} aria-labelledby={id}>
      <header className="cb-card-header">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  )
}
