/** Lets only so many do their work at the same time; the others wait, first come first served. */
export function limited(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = width
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // The place is handed on, so that nobody comes in between.
      if (next) next()
      else free++
    }
  }
}
