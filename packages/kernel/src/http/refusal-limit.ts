import { networkOf } from './rate-limit.ts'

/** Says whether one more refusal of a caller is recorded: yes, yes and it is the last one, or no. */
export type RefusalLimit = (caller: string) => 'within' | 'last' | 'beyond'

const perMinute = 60
const minuteMs = 60_000
/** More callers than that in one minute are made up; together they get what is left. */
const maxCallers = 10_000

/**
 * Keeps a flood of refused requests from filling the audit: each caller has so many a minute. `ip` before an address
 * counts IPv6 callers by their /64.
 */
export function createRefusalLimit(nowMs: () => number): RefusalLimit {
  const counts = new Map<string, number>()
  let endsAtMs = 0
  return (caller) => {
    const now = nowMs()
    // A clock that was set back must not make the window longer.
    if (now >= endsAtMs || now < endsAtMs - minuteMs) {
      counts.clear()
      endsAtMs = now + minuteMs
    }
    const known = caller.startsWith('ip ') ? networkOf(caller.slice(3)) : caller
    const key = counts.has(known) || counts.size < maxCallers ? known : 'others'
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count < perMinute ? 'within' : count === perMinute ? 'last' : 'beyond'
  }
}
