import { type AuditEvent, type AuditOutcome, definePlugin, Type } from '@callboard/kernel'
import { del } from '@callboard/model'
import { eventually, fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StoredRecordValue } from '../model/routes.ts'
import audit from './index.ts'
import { applyRetention } from './retention.ts'

const dayMs = 24 * 60 * 60_000

/** Records what a test tells it to. */
let record: (event: AuditEvent, outcome: AuditOutcome, error?: unknown) => void
const actor = definePlugin({
  id: 'actor',
  setup({ audit, http }) {
    record = audit.record
    http.serve(del('/things/:id', { summary: 'For tests.', reply: Type.Unknown() }), () => 'ok')
  },
})
const onlyRoot = {
  decide: async (_: unknown, user: { userEntityRef: string } | undefined) =>
    ({ result: user?.userEntityRef === 'user:default/root' ? 'ALLOW' : 'DENY' }) as const,
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  const clock = fakeClock()
  let portal: TestPortal

  beforeAll(async () => {
    portal = await startPortal({ plugins: [audit, actor], database, clock, policy: onlyRoot })
    const events: [Omit<AuditEvent, 'eventId'> & { eventId?: string }, AuditOutcome][] = [
      [{ eventId: 'location-create', actorId: 'user:default/ada', target: 'url:https://a.example' }, 'succeeded'],
      [{ eventId: 'location-delete', actorId: 'user:default/ada', target: 'url:https://a.example' }, 'failed'],
      [{ eventId: 'sign-in', actorId: 'user:default/bo', requestId: 'req-9', meta: { provider: 'oidc' } }, 'denied'],
      [{ eventId: 'odd', target: 'half \ud800 and NUL \0', meta: { deep: { list: [1, 'NUL \0'] } } }, 'succeeded'],
      [{ eventId: 'percent', target: '100%_sure' }, 'succeeded'],
    ]
    for (const [event, outcome] of events) {
      record({ eventId: 'x', ...event }, outcome, outcome === 'failed' ? new TypeError('No way.') : undefined)
      clock.advance(dayMs)
    }
    await eventually(async () => expect(await list()).toHaveLength(5))
  })
  afterAll(() => portal.stop())

  /** Made anew each time, because the clock runs by days. */
  const root = async () => ({ token: await portal.tokens.user('user:default/root') })
  const get = async (path: string) => portal.fetch(`/api/audit${path}`, { as: await root() })
  /** The reply as the route declares it. */
  const page = async (query: string) =>
    (await (await get(`/records${query}`)).json()) as { items: StoredRecordValue[]; nextCursor?: string }
  async function list(query = ''): Promise<StoredRecordValue[]> {
    return (await page(query)).items
  }

  test('records are served whole, newest first', async () => {
    const all = await list()
    expect(all.map(({ eventId }) => eventId)).toEqual([
      'percent',
      'odd',
      'sign-in',
      'location-delete',
      'location-create',
    ])
    expect(all[3]).toEqual({
      id: expect.any(String),
      at: '2026-03-02T12:00:00.000Z',
      ...{ pluginId: 'actor', eventId: 'location-delete', severityLevel: 'low', outcome: 'failed' },
      ...{ actorId: 'user:default/ada', target: 'url:https://a.example' },
      error: { name: 'TypeError', message: 'No way.' },
    })
  })

  test('pages follow each other without a gap, also while records come in', async () => {
    const seen: string[] = []
    let cursor = ''
    do {
      const { items, nextCursor } = await page(`?limit=2${cursor}`)
      seen.push(...items.map(({ eventId }) => eventId))
      cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`
    } while (cursor !== '')
    expect(seen).toEqual(['percent', 'odd', 'sign-in', 'location-delete', 'location-create'])
  })

  test.each([
    { filter: 'actor=user:default/ada', events: ['location-delete', 'location-create'] },
    { filter: 'actor=user:default/a', events: [] },
    { filter: 'target=url:https://a.example&outcome=failed', events: ['location-delete'] },
    { filter: 'outcome=failed&outcome=denied', events: ['sign-in', 'location-delete'] },
    { filter: 'eventId=sign-in', events: ['sign-in'] },
    { filter: 'plugin=catalog', events: [] },
    { filter: 'requestId=req-9', events: ['sign-in'] },
    { filter: 'from=2026-03-03T12:00:00Z&to=2026-03-04T12:00:00Z', events: ['sign-in'] },
    { filter: 'text=LOCATION', events: ['location-delete', 'location-create'] },
    { filter: 'text=no+way', events: ['location-delete'] },
    { filter: 'text=100%25_', events: ['percent'] },
    { filter: "text=' or 1=1 --", events: [] },
  ])('?$filter', async ({ filter, events }) => {
    expect((await list(`?${filter}`)).map(({ eventId }) => eventId)).toEqual(events)
  })

  test('what no database can hold is replaced and the rest of the record kept', async () => {
    expect(await list('?eventId=odd')).toMatchObject([
      { target: 'half \ufffd and NUL \u2400', meta: { deep: { list: [1, 'NUL \0'] } } },
    ])
  })

  test.each([
    { attack: 'a caller without credentials reads the audit', as: 'nobody', status: 401 },
    { attack: 'a person without the permission reads the audit', as: 'eve', status: 403 },
  ] as const)('refused: $attack', async ({ as, status }) => {
    const caller = as === 'nobody' ? as : { token: await portal.tokens.user('user:default/eve') }
    for (const path of ['/records', '/records?limit=1', '/export?format=csv'])
      expect((await portal.fetch(`/api/audit${path}`, { as: caller })).status).toBe(status)
    expect((await get('/records')).status).toBe(200)
  })

  test.each(['cursor=x', "cursor=' or ''='", 'from=yesterday', 'limit=0', 'limit=501', 'outcome=good', 'unknown=1'])(
    'refused: ?%s',
    async (query) => {
      expect((await get(`/records?${query}`)).status).toBe(400)
    },
  )

  test.each(['DELETE', 'PUT', 'PATCH', 'POST'])(
    'refused: %s, for there is no way to change a record',
    async (method) => {
      for (const path of ['/records', `/records/${(await list())[0]?.id}`]) {
        const reply = await portal.fetch(`/api/audit${path}`, { method, as: await root() })
        expect(reply.status).toBe(404)
      }
    },
  )

  test.each([
    "update record set actor_id = 'user:default/eve'",
    'delete from record',
    ...(database === 'postgres' ? ['truncate record'] : []),
  ])('the database itself refuses: %s', async (statement) => {
    const db = portal.host.services().databases.forPlugin('audit')
    await expect(db.run(statement)).rejects.toThrow(/Records of the audit are/)
    expect((await list()).length).toBeGreaterThanOrEqual(5)
  })

  test('an export has every record, and is recorded itself', async () => {
    const reply = await get('/export?format=ndjson&text=location')
    expect(reply.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-2026-03-06\.ndjson"$/)
    const lines = (await reply.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toEqual(
      await list('?eventId=location-delete').then(async (one) => [...one, ...(await list('?eventId=location-create'))]),
    )
    await eventually(async () =>
      expect(await list('?eventId=records-export&actor=user:default/root')).toMatchObject([
        { outcome: 'succeeded', meta: { format: 'ndjson', text: 'location' } },
      ]),
    )
  })

  test('an export may also be a table', async () => {
    const reply = await get('/export?format=csv&eventId=sign-in')
    expect(reply.headers.get('content-type')).toContain('text/csv')
    expect(await reply.text()).toContain(',sign-in,low,denied,user:default/bo,')
  })

  test('what the HTTP layer records is kept: who deleted what, from where', async () => {
    const headers = { 'user-agent': 'curl', 'x-request-id': 'req-del' }
    await portal.fetch('/api/actor/things/7', { method: 'DELETE', headers, as: await root() })
    await eventually(async () =>
      expect(await list('?requestId=req-del')).toMatchObject([
        {
          ...{ eventId: 'things-delete', actorId: 'user:default/root', target: '7', outcome: 'succeeded' },
          ...{ ip: '127.0.0.1', userAgent: 'curl', request: { method: 'DELETE', url: '/api/actor/things/7' } },
        },
      ]),
    )
  })

  test('retention deletes what is old enough and nothing else, and says so', async () => {
    const db = portal.host.services().databases.forPlugin('audit')
    const noted: unknown[] = []
    const options = { db, clock, signal: new AbortController().signal }
    const deleted = await applyRetention({
      ...{ ...options, keepMs: clock.nowMs() - Date.parse('2026-03-03T12:00:00Z') },
      audit: { start: () => expect.fail(), record: (event) => void noted.push(event) },
    })
    expect(deleted).toBe(2)
    expect(noted).toMatchObject([
      { eventId: 'records-expire', meta: { deleted: 2, before: '2026-03-03T12:00:00.000Z' } },
    ])
    expect((await list('?actor=user:default/ada')).length).toBe(0)
    expect((await list('?eventId=sign-in')).length).toBe(1)
  })
})

test('what waits is stored when the portal stops', async () => {
  const { testPostgres } = await import('@callboard/testing/postgres')
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  const first = await startPortal({ plugins: [audit, actor], config, policy: onlyRoot })
  for (let i = 0; i < 250; i++) record({ eventId: `event-${i}`, actorId: 'user:default/ada' }, 'succeeded')
  await first.stop()
  await using second = await startPortal({ plugins: [audit], config, policy: onlyRoot })
  const token = await second.tokens.user('user:default/root')
  const reply = await second.fetch('/api/audit/records?actor=user:default/ada&limit=500', { as: { token } })
  const { items } = (await reply.json()) as { items: StoredRecordValue[] }
  expect(items.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 250 }, (_, i) => `event-${249 - i}`))
})

test('two replicas write into one audit, and both show all of it', async () => {
  const { testPostgres } = await import('@callboard/testing/postgres')
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  const clock = fakeClock()
  const recorders: (typeof record)[] = []
  const start = async () => {
    const portal = await startPortal({ plugins: [audit, actor], config, clock, policy: onlyRoot })
    recorders.push(record)
    return portal
  }
  await using one = await start()
  await using other = await start()
  // In the very same millisecond.
  for (let i = 0; i < 150; i++) recorders[i % 2]?.({ eventId: `event-${i}`, actorId: 'user:default/ada' }, 'succeeded')
  for (const portal of [one, other]) {
    const token = await portal.tokens.user('user:default/root')
    await eventually(async () => {
      const reply = await portal.fetch('/api/audit/records?actor=user:default/ada&limit=500', { as: { token } })
      const { items } = (await reply.json()) as { items: StoredRecordValue[] }
      return new Set(items.map(({ eventId }) => eventId)).size === 150
    })
  }
})

test.each([
  { why: 'asks for no permissions', config: {} },
  { why: 'asks for permissions and has no policy', config: { permission: { enabled: true } } },
])('refused: anybody reads the audit of a portal that $why', async ({ config }) => {
  await using portal = await startPortal({ plugins: [audit], config })
  for (const path of ['/api/audit/records', '/api/audit/export?format=csv']) {
    const reply = await portal.fetch(path)
    expect(reply.status).toBe(403)
    expect(await reply.json()).toMatchObject({
      error: { code: 'audit/closed', hint: expect.stringContaining('permission.enabled') },
    })
  }
})
