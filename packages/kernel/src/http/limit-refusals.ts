import type { Audit } from '../audit/audit.ts'
import type { RefusalLimit } from './refusal-limit.ts'

/**
 * An audit that a flood of refusals does not fill: of what did not succeed, each caller has so many records a minute, and
 * a last one that says so. What is critical is always recorded: or a flood before it would hide it.
 */
export function limitRefusals(audit: Audit, limit: RefusalLimit): Audit {
  return {
    ...audit,
    record(event, outcome, error) {
      if (outcome === 'succeeded' || event.severityLevel === 'critical') return audit.record(event, outcome, error)
      const { ip = '', credentials } = event
      const { principal } = credentials ?? {}
      const caller = principal?.type === 'user' ? principal.userEntityRef : `ip ${ip}`
      const verdict = limit(caller)
      if (verdict === 'beyond') return
      audit.record(event, outcome, error)
      if (verdict === 'last') audit.record({ ...event, ...flood }, 'denied')
    },
  }
}

const flood = {
  eventId: 'request-flood',
  severityLevel: 'high',
  meta: { effect: 'Further refused requests of this caller are not recorded until the minute is over.' },
} as const
