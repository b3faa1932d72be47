import type { InputOf } from '@callboard/web'
import type { listRecords } from '../model/routes.ts'

/** What the page shows, as its address says it. */
export interface AuditView {
  text?: string
  outcome?: Outcome
  actor?: string
  target?: string
  plugin?: string
  event?: string
  request?: string
  /** The first day, in the person's own time: `2026-11-21`. */
  from?: string
  /** The last day. */
  to?: string
  /** Where an older page begins. */
  cursor?: string
}

/** How something ended. */
export type Outcome = 'succeeded' | 'failed' | 'denied'

/** Outcomes in the order in which they are offered. */
export const outcomes: readonly Outcome[] = ['succeeded', 'failed', 'denied']

const keys = ['text', 'outcome', 'actor', 'target', 'plugin', 'event', 'request', 'from', 'to', 'cursor'] as const

/** Reads the address; what makes no sense there is left out. */
export function parseAuditView(params: URLSearchParams): AuditView {
  const entries = keys.flatMap((key) => {
    const value = params.get(key)
    const isSound =
      value !== null &&
      value !== '' &&
      (key !== 'outcome' || outcomes.some((outcome) => outcome === value)) &&
      ((key !== 'from' && key !== 'to') || startOfDay(value) !== undefined)
    return isSound ? [[key, value] as const] : []
  })
  // Each value was checked by its key.
  return Object.fromEntries(entries) as AuditView
}

/** The address of a view. */
export const writeAuditView = (view: AuditView): URLSearchParams =>
  new URLSearchParams(keys.flatMap((key) => (view[key] ? [[key, view[key]]] : [])))

/** Another selection: it begins with its newest record. */
export const narrowed = ({ cursor: _, ...view }: AuditView, change: Partial<AuditView>): AuditView => ({
  ...view,
  ...change,
})

type Query = NonNullable<InputOf<typeof listRecords>['query']>

/** What the server is asked for. */
export function recordQuery({ text, outcome, actor, target, plugin, event, request, from, to }: AuditView): Query {
  const firstDay = from === undefined ? undefined : startOfDay(from)
  const dayAfter = to === undefined ? undefined : startOfDay(to, 1)
  return {
    ...(text !== undefined && { text }),
    ...(outcome !== undefined && { outcome: [outcome] }),
    ...(actor !== undefined && { actor }),
    ...(target !== undefined && { target }),
    ...(plugin !== undefined && { plugin }),
    ...(event !== undefined && { eventId: event }),
    ...(request !== undefined && { requestId: request }),
    ...(firstDay && { from: firstDay.toISOString() }),
    ...(dayAfter && { to: dayAfter.toISOString() }),
  }
}

/** Midnight where the person is. Days of a change of clocks have 23 or 25 hours; the calendar knows. */
function startOfDay(day: string, plusDays = 0): Date | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  if (year === undefined) return undefined
  const start = new Date(Number(year), Number(month) - 1, Number(date) + plusDays)
  return Number.isNaN(start.getTime()) ? undefined : start
}
