/**
 * Remembers what `make` gave for the last `size` keys.
 *
 * @returns The remembered or new value of a key.
 */
export function lruMap<V>(size: number, make: (key: string) => V): (key: string) => V {
  // A Map keeps insertion order. A hit is put back to the end only in the older half of its life, which keeps hits
  // to a single lookup while the map is not full.
  const values = new Map<string, V>()
  return (key) => {
    const known = values.get(key)
    if (known !== undefined) {
      if (values.size >= size) {
        values.delete(key)
        values.set(key, known)
      }
      return known
    }
    const made = make(key)
    if (values.size >= size) {
      const oldest = values.keys().next()
      if (!oldest.done) values.delete(oldest.value)
    }
    values.set(key, made)
    return made
  }
}
