import type { Entity } from '@callboard/model'
import { useState } from 'react'
import { refOf } from '../entity-names.ts'

/** The entities that a person has ticked, on whatever page they were. */
export interface Selection {
  readonly entities: readonly Entity[]
  has(ref: string): boolean
  /** Ticks all of them when one is not ticked yet; otherwise unticks them. */
  toggle(entities: readonly Entity[]): void
  clear(): void
}

/** Keeps what is ticked for as long as the page is open. */
export function useSelection(): Selection {
  const [held, setHeld] = useState<ReadonlyMap<string, Entity>>(new Map())
  return {
    entities: [...held.values()],
    has: (ref) => held.has(ref),
    toggle(entities) {
      const next = new Map(held)
      const isRemoval = entities.every((entity) => held.has(refOf(entity)))
      for (const entity of entities) {
        if (isRemoval) next.delete(refOf(entity))
        else next.set(refOf(entity), entity)
      }
      setHeld(next)
    },
    clear: () => setHeld(new Map()),
  }
}
