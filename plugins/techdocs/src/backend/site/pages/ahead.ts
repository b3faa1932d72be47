/** Code is coloured in a thread of its own: meanwhile the next pages can be read. */
const atOnce = 4

/** Gives the results of slow work in the order of the items, with a few of them under way. */
export async function* ahead<T, R>(items: Iterable<T>, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const underWay: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    // Whoever stops early does not hear of what fails after that.
    result.catch(() => {})
    underWay.push(result)
    const first = underWay.length === atOnce ? underWay.shift() : undefined
    if (first) yield await first
  }
  for (const rest of underWay) yield await rest
}
