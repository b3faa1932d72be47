/** Remembers what was verified, so that a signature is checked once and not with every request. */
export interface TokenCache<V> {
  get(token: string): V | undefined
  set(token: string, value: V): void
  delete(token: string): void
}

/** Holds up to `size` tokens; the one unused for longest makes room. */
export function createTokenCache<V>(size: number): TokenCache<V> {
  // Two generations instead of an exact order: a hit in the young one costs a single lookup and no write.
  let young = new Map<string, V>()
  let old = new Map<string, V>()
  const add = (token: string, value: V) => {
    if (young.size >= size / 2) {
      old = young
      young = new Map()
    }
    young.set(token, value)
  }
  return {
    get(token) {
      const value = young.get(token)
      if (value !== undefined) return value
      const older = old.get(token)
      if (older !== undefined) add(token, older)
      return older
    },
    set: add,
    delete(token) {
      young.delete(token)
      old.delete(token)
    },
  }
}
