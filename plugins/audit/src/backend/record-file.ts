import type { StoredRecordValue } from '../model/routes.ts'

/** The records as lines of a file. */
export async function* recordFile(
  records: AsyncIterable<StoredRecordValue>,
  format: 'ndjson' | 'csv',
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(Object.keys(cells))
  for await (const record of records) {
    yield format === 'ndjson'
      ? `${JSON.stringify(record)}\n`
      : csvLine(Object.values(cells).map((cell) => cell(record)))
  }
}

const cells: Record<string, (record: StoredRecordValue) => string | undefined> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  plugin: ({ pluginId }) => pluginId,
  event: ({ eventId }) => eventId,
  severity: ({ severityLevel }) => severityLevel,
  outcome: ({ outcome }) => outcome,
  actor: ({ actorId }) => actorId,
  onBehalfBy: ({ onBehalfBy }) => onBehalfBy,
  target: ({ target }) => target,
  requestId: ({ requestId }) => requestId,
  method: ({ request }) => request?.method,
  path: ({ request }) => request?.url,
  ip: ({ ip }) => ip,
  userAgent: ({ userAgent }) => userAgent,
  error: ({ error }) => error && `${error.name}: ${error.message}`,
  meta: ({ meta }) => meta && JSON.stringify(meta),
}

const csvLine = (values: (string | undefined)[]) => `${values.map(csvCell).join(',')}\r\n`

/** Spreadsheets run what begins with one of these signs; an apostrophe before it makes them show it. */
function csvCell(value = ''): string {
  const shown = /^\s*[=+\-@\t\r\n]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
}
