/**
 * Lets one writer at a time through, in the order they came.
 * `enter` gives undefined when the way is free, so that an idle queue costs no trip through the event loop.
 */
export interface WriteQueue {
  enter(): Promise<void> | undefined
  leave(): void
  /** Resolves when nobody writes and nobody waits. */
  idle(): Promise<void>
}

/** A queue that is free. */
export function createWriteQueue(): WriteQueue {
  const waiting: (() => void)[] = []
  let busy = false
  const enter = () => {
    if (busy) return new Promise<void>((resolve) => waiting.push(resolve))
    busy = true
    return undefined
  }
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else busy = false
  }
  return {
    enter,
    leave,
    async idle() {
      await enter()
      leave()
    },
  }
}
