import type { Answers } from './generation.ts'
import type { Place } from './list-ids.ts'

/**
 * Where some offsets of a list are, while the catalog stays as it is. Whoever scrolls through a long list by offsets, or
 * jumps in it, walks from the nearest mark instead of from the start.
 */
export interface PlaceMarks {
  /** The nearest known place at or before an offset: the entity in front of `offset` is at `place`. */
  before(offset: number): { offset: number; place?: Place }
  /** Remembers some of the places that follow `offset`. */
  add(offset: number, places: readonly Place[]): void
}

/** A walk between two marks is as long as some pages. */
const step = 500
/** Long lists have marks where somebody was. */
const maxMarks = 2000

/** @param list - Says all that the order of the list depends on. */
export const placeMarks = (answers: Answers, list: string): Promise<PlaceMarks> =>
  answers.get(
    `marks ${list}`,
    async () => createMarks(),
    () => maxMarks * 100,
  )

function createMarks(): PlaceMarks {
  const marks = new Map<number, Place>()
  return {
    before(offset) {
      let nearest = 0
      for (const known of marks.keys()) if (known <= offset && known > nearest) nearest = known
      const place = marks.get(nearest)
      return { offset: nearest, ...(place && { place }) }
    },
    add(offset, places) {
      places.forEach((place, index) => {
        const behind = offset + index + 1
        const isWorthIt = behind % step === 0 || index === places.length - 1
        if (isWorthIt && marks.size < maxMarks) marks.set(behind, place)
      })
    },
  }
}
