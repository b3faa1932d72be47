/** The time, as a service so that tests can set it. */
export interface Clock {
  /** Now, ISO 8601 UTC with milliseconds. Text order is time order. */
  now(): string
  /** Now, in milliseconds since the epoch. */
  nowMs(): number
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  nowMs: () => Date.now(),
}
