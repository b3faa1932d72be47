import { expect, test } from 'vitest'
import type { StoredRecordValue } from '../model/routes.ts'
import { recordFile } from './record-file.ts'

const record: StoredRecordValue = {
  ...{
    id: '1',
    at: '2026-03-01T12:00:00.000Z',
    pluginId: 'demo',
    eventId: 'e',
    severityLevel: 'low',
    outcome: 'denied',
  },
}

async function csvOf(more: Partial<StoredRecordValue>): Promise<string> {
  async function* records() {
    yield { ...record, ...more }
  }
  const lines: string[] = []
  for await (const line of recordFile(records(), 'csv')) lines.push(line)
  return lines[1] ?? ''
}

test.each([
  {
    attack: 'a formula',
    userAgent: '=HYPERLINK("https://evil.example")',
    cell: `"'=HYPERLINK(""https://evil.example"")"`,
  },
  { attack: 'a formula behind a space', userAgent: ' =1+1', cell: "' =1+1" },
  { attack: 'a sum', userAgent: '+1', cell: "'+1" },
  { attack: 'a difference', userAgent: '-1', cell: "'-1" },
  { attack: 'a function', userAgent: '@SUM(A1)', cell: "'@SUM(A1)" },
  { attack: 'a line of its own', userAgent: 'a\r\n=1', cell: '"a\r\n=1"' },
])('a spreadsheet does not run $attack', async ({ userAgent, cell }) => {
  expect(await csvOf({ userAgent })).toContain(`,${cell},`)
})

test('what is harmless stays as it is', async () => {
  expect(await csvOf({ userAgent: 'curl/8', actorId: 'user:default/ada' })).toBe(
    '1,2026-03-01T12:00:00.000Z,demo,e,low,denied,user:default/ada,,,,,,,curl/8,,\r\n',
  )
})
