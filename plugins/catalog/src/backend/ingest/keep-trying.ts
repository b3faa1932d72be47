import { setTimeout as delay } from 'node:timers/promises'

/**
 * Does `work` until it succeeds once, for what nobody will ask for again.
 *
 * @param options - `onFailure` is told of every attempt that failed; `signal` ends the attempts.
 */
export async function keepTrying(
  work: () => Promise<void>,
  options: { pauseMs: number; signal: AbortSignal; onFailure: (error: unknown) => void },
): Promise<void> {
  const { pauseMs, signal, onFailure } = options
  while (!signal.aborted) {
    try {
      return await work()
    } catch (error) {
      onFailure(error)
      // Waiting must not keep a process alive that has nothing else to do.
      await delay(pauseMs, undefined, { ref: false })
    }
  }
}
