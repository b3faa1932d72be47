import type { Clock } from '@callboard/kernel'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  advance(ms: number): void
  set(instant: string): void
}

/** @param start - ISO 8601; the same in every run, so that nothing depends on today. */
export function fakeClock(start = '2026-03-01T12:00:00.000Z'): FakeClock {
  let ms = Date.parse(start)
  return {
    now: () => new Date(ms).toISOString(),
    nowMs: () => ms,
    advance(by) {
      ms += by
    },
    set(instant) {
      ms = Date.parse(instant)
    },
  }
}
