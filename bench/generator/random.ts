/** A source of chance that gives the same for the same seed, on every machine. */
export interface Random {
  /** A whole number from 0 to `below`, which is left out. */
  int(below: number): number
  pick<T>(from: readonly T[]): T
  chance(probability: number): boolean
  /** Between `min` and `max` different ones, fewer when there are not as many. */
  some<T>(from: readonly T[], min: number, max: number): T[]
}

/** Makes a source of chance by the xorshift method on 32 bits. */
export function seededRandom(seed: number): Random {
  // Small seeds would start with small numbers, and a state of 0 would stay 0.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 0x1_0000_0000
  }
  const int = (below: number) => Math.floor(next() * below)
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[int(from.length)]
    if (picked === undefined) throw new Error('Nothing can be picked from an empty list.')
    return picked
  }
  return {
    int,
    pick,
    chance: (probability) => next() < probability,
    some(from, min, max) {
      const wanted = Math.min(from.length, min + int(max - min + 1))
      const picked = new Set<(typeof from)[number]>()
      while (picked.size < wanted) picked.add(pick(from))
      return [...picked]
    },
  }
}
