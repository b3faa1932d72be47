import { Fragment, type ReactNode } from 'react'

/** One fact: its name and its value. A fact whose value is undefined is left out. */
export type Fact = readonly [name: string, value: ReactNode]

/** What {@link Facts} shows. */
export interface FactsProps {
  facts: readonly Fact[]
}

/** Names and values, one under the other. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className="cb-facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  )
}
