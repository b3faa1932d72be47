import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until something holds, for what happens in its own time (a file being read, an event arriving).
 *
 * @param look - Returns a value when it holds, undefined or false when not yet; an exception means not yet too.
 * @param options - `timeoutMs`: default 10 seconds.
 * @returns What `look` returned.
 * @throws The last exception, or an error that says how long it waited.
 */
export async function eventually<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs
  let last: unknown
  do {
    try {
      const found = await look()
      if (found !== undefined && found !== false) return found
      last = undefined
    } catch (error) {
      last = error
    }
    await delay(25)
  } while (performance.now() < giveUpAt)
  throw last ?? new Error(`It did not hold within ${timeoutMs} ms.`)
}
