import { useSetting } from '@callboard/web'

/** The entities that a person keeps at hand. */
export interface Starred {
  /** Canonical refs, the latest last. */
  readonly refs: readonly string[]
  readonly state: 'reading' | 'ready' | 'failed'
  has(ref: string): boolean
  /** Stars all of them when one is not starred yet; otherwise takes their stars away. */
  toggle(refs: readonly string[]): Promise<void>
}

const none: readonly string[] = []

/** The starred entities, where portals of the field keep theirs (spec/platform.md 14). */
export function useStarred(): Starred {
  const { value, state, set } = useSetting<readonly string[]>('starred-entities', 'entityRefs', none)
  const held = new Set(value)
  return {
    refs: value,
    state,
    has: (ref) => held.has(ref),
    toggle(refs) {
      const toggled = new Set(refs)
      const isRemoval = refs.every((ref) => held.has(ref))
      return set((current) => {
        const others = current.filter((ref) => !toggled.has(ref))
        return isRemoval ? others : [...others, ...refs]
      })
    },
  }
}
