import { type ReactNode, use } from 'react'

/** Most answers are there sooner; a skeleton that only flashes is worse than none. */
const patienceMs = 200
/** Waiting that begins this long after the last is another one, and is patient again. */
const pauseMs = 250

// Outside of any component: React forgets what a component remembered when it was suspended before it was ever shown.
let waiting: { over: number; promise: Promise<void> } | undefined

/**
 * Stands as the fallback of a boundary and holds itself back for a moment. Until then the page stays as it was; when the
 * inside is ready by then, it is shown at once. (Once a fallback is on the screen, React keeps it there for 300 ms.)
 */
export function Patience({ children }: { children: ReactNode }) {
  use(patience(performance.now()))
  return children
}

function patience(now: number): Promise<void> {
  if (!waiting || now > waiting.over + pauseMs) {
    const promise = new Promise<void>((resolve) => setTimeout(resolve, patienceMs))
    waiting = { over: now + patienceMs, promise }
  }
  return waiting.promise
}
