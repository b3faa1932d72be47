import { Cron } from 'croner'
import type { Frequency } from './scheduler.ts'

/** The spelling of a frequency that people see: an ISO duration, a cron pattern, or `manual`. */
export function cadenceOf(frequency: Frequency): string {
  if ('everyMs' in frequency) return isoDuration(frequency.everyMs)
  return 'cron' in frequency ? frequency.cron : 'manual'
}

/**
 * When the next run is due.
 *
 * @param startedAtMs - When the last run started.
 * @param nowMs - The result is never before it. Cron patterns are read in the time zone of the machine.
 * @returns Milliseconds since the epoch; undefined when only a person starts it, or the pattern never comes again.
 */
export function nextRunAt(frequency: Frequency, { startedAtMs, nowMs }: { startedAtMs: number; nowMs: number }) {
  if ('everyMs' in frequency) return Math.max(startedAtMs + frequency.everyMs, nowMs)
  if ('cron' in frequency) return new Cron(frequency.cron, { paused: true }).nextRun(new Date(nowMs))?.getTime()
  return undefined
}

/** @throws Error that says what is wrong with it. */
export function checkFrequency(taskName: string, frequency: Frequency): void {
  if ('everyMs' in frequency && !(frequency.everyMs > 0))
    throw new Error(`The task ${taskName} must come round after more than 0 ms, not ${frequency.everyMs}.`)
  if (!('cron' in frequency)) return
  try {
    new Cron(frequency.cron, { paused: true })
  } catch (cause) {
    throw new Error(`The task ${taskName} has a cron pattern that cannot be read: "${frequency.cron}".`, { cause })
  }
}

/** `90000` → `PT1M30S`. */
export function isoDuration(ms: number): string {
  const parts = [
    [Math.floor(ms / 3_600_000), 'H'],
    [Math.floor(ms / 60_000) % 60, 'M'],
    [(ms % 60_000) / 1_000, 'S'],
  ] as const
  const text = parts.map(([n, unit]) => (n > 0 ? `${n}${unit}` : '')).join('')
  return `PT${text || '0S'}`
}
