import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ScaffolderPortal, startScaffolder, template } from '../fixtures/scaffolder-portal.ts'
import { startTaskPortal } from '../fixtures/task-portal.ts'
import { createApprovals } from './approvals.ts'

const steps = [{ id: 'say', action: 'test:say', input: { text: 'done' } }]
const templates = {
  guarded: template('guarded', { approval: { by: ['platform', 'user:default/eve'], note: 'Mind the budget.' }, steps }),
  failing: template('failing', {
    approval: { by: ['platform'] },
    steps: [{ id: 'fail', action: 'test:fail', input: { message: 'It broke' } }],
  }),
  free: template('free', { steps }),
}

describe.each(['sqlite', 'postgres'] as const)('approvals on %s', (database) => {
  let started: ScaffolderPortal
  const people: Record<'ada' | 'ben' | 'eve' | 'mal', { token: string }> = {} as never // filled before the first test
  beforeAll(async () => {
    started = await startScaffolder(templates, { database })
    const { user } = started.portal.tokens
    people.ada = { token: await user('user:default/ada', ['user:default/ada', 'group:default/platform']) }
    people.ben = { token: await user('user:default/ben', ['user:default/ben', 'group:default/platform']) }
    people.eve = { token: await user('user:default/eve') }
    people.mal = { token: await user('user:default/mal', ['user:default/mal', 'group:default/other']) }
  })
  afterAll(() => started[Symbol.asyncDispose]())

  const decide = (taskId: string, decision: string, as: { token: string }, comment?: string) =>
    started.call(`/v2/tasks/${taskId}/approval`, { json: { decision, comment }, as })
  const read = async (taskId: string) => (await started.call(`/v2/tasks/${taskId}`)).body
  const waiting = async (as: { token: string }) =>
    (await started.call('/v2/approvals', { as })).body.items.map(({ taskId }: { taskId: string }) => taskId)

  test('a task waits until somebody has approved it, and tells who', async () => {
    const id = await started.create('guarded', {}, { as: people.mal })
    expect(await read(id)).toMatchObject({ status: 'open', waitsFor: 'approval' })
    expect((await started.call(`/v2/tasks/${id}/approval`, { as: people.eve })).body).toEqual({
      by: ['group:default/platform', 'user:default/eve'],
      note: 'Mind the budget.',
      isMine: true,
    })
    expect(await waiting(people.ben)).toContain(id)
    expect(await waiting(people.mal)).not.toContain(id)

    const { status, body } = await decide(id, 'approved', people.eve, 'Fine.')
    expect(status).toBe(200)
    expect(body.decision).toMatchObject({ decision: 'approved', by: 'user:default/eve', comment: 'Fine.' })
    expect(await started.ended(id)).toMatchObject({ status: 'completed' })
    const messages = (await started.events(id)).map((event) => event.body.message)
    expect(messages[0]).toBe('Approved by user:default/eve: Fine.')
    expect(await waiting(people.ben)).not.toContain(id)
  })

  test('a rejected task ends with the reason', async () => {
    const id = await started.create('guarded', {}, { as: people.mal })
    await decide(id, 'rejected', people.ada, 'Too dear.')
    expect(await started.ended(id)).toMatchObject({
      status: 'failed',
      reason: 'Rejected by user:default/ada: Too dear.',
    })
  })

  test('a template without approval runs at once, and has none to read', async () => {
    const id = await started.create('free')
    expect(await started.ended(id)).toMatchObject({ status: 'completed' })
    expect((await started.call(`/v2/tasks/${id}/approval`)).status).toBe(404)
  })

  test('a task that failed after it was approved may be retried', async () => {
    const id = await started.create('failing', {}, { as: people.mal })
    await decide(id, 'approved', people.ben)
    await started.ended(id)
    expect((await started.call(`/v2/tasks/${id}/retry`, { json: {} })).status).toBe(201)
    expect(await started.ended(id)).toMatchObject({ status: 'failed' })
  })

  test.each([
    { attack: 'a stranger approves', by: 'mal', creator: 'ada', status: 403 },
    { attack: 'somebody approves what they have made', by: 'ada', creator: 'ada', status: 403 },
    { attack: 'the other way to be an approver is no way round', by: 'eve', creator: 'eve', status: 403 },
  ] as const)('$attack', async ({ by, creator, status }) => {
    const id = await started.create('guarded', {}, { as: people[creator] })
    expect((await decide(id, 'approved', people[by])).status).toBe(status)
    expect(await read(id)).toMatchObject({ status: 'open', waitsFor: 'approval' })
    expect((await decide(id, 'approved', people.ben)).status).toBe(200)
  })

  test('a service approves: refused', async () => {
    const id = await started.create('guarded', {}, { as: people.mal })
    const service = { token: await started.portal.tokens.plugin('catalog', 'scaffolder') }
    expect((await decide(id, 'approved', service)).status).toBe(403)
    expect(await read(id)).toMatchObject({ waitsFor: 'approval' })
  })

  test('of two who decide at once, one does', async () => {
    const id = await started.create('guarded', {}, { as: people.mal })
    const answers = await Promise.all([decide(id, 'approved', people.ben), decide(id, 'rejected', people.eve)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { status } = await started.ended(id)
    expect(status).toBe(answers[0]?.status === 200 ? 'completed' : 'failed')
  })

  test.each(['rejected', 'cancelled'] as const)('a %s task is not retried past its approvers', async (how) => {
    const id = await started.create('guarded', {}, { as: people.mal })
    if (how === 'rejected') await decide(id, 'rejected', people.ben)
    else await started.call(`/v2/tasks/${id}/cancel`, { json: {} })
    await started.ended(id)
    expect((await started.call(`/v2/tasks/${id}/retry`, { json: {} })).status).toBe(409)
    expect(await read(id)).toMatchObject({ status: 'failed' })
    // Nor does a page that is still open approve the retry.
    expect((await decide(id, 'approved', people.ben)).status).toBe(409)
    expect((await started.call(`/v2/tasks/${id}/retry`, { json: {} })).status).toBe(409)
    expect(await read(id)).toMatchObject({ status: 'failed' })
  })

  test('what was approved once and has run is not run again without asking', async () => {
    const id = await started.create('guarded', {}, { as: people.mal })
    await decide(id, 'approved', people.ben)
    await started.ended(id)
    expect((await started.call(`/v2/tasks/${id}/retry`, { json: {} })).status).toBe(409)
  })

  test('a decision that the database lost half of is carried out later, by whichever replica looks', async () => {
    await using portal = await startTaskPortal({ actions: [], database })
    const { store, core } = portal
    let isAway = true
    const away = Object.assign(new Error('The database is away.'), { name: 'ServiceUnavailableError' })
    const release = (taskId: string) => (isAway ? Promise.reject(away) : store.release(taskId))
    const { db, clock, auth, audit } = core
    const approvals = createApprovals({ db, clock, auth, audit, tasks: { ...store, release } })
    await approvals.ask('half', { by: ['user:default/eve'] }, 'user:default/ada')
    const id = await portal.create([], { id: 'half', waitsFor: 'approval' })
    const eve = await auth.authenticate(await portal.portal.tokens.user('user:default/eve'))
    await expect(approvals.decide(id, { decision: 'approved' }, eve)).rejects.toThrow('away')
    expect(await store.find(id)).toMatchObject({ status: 'open', waitsFor: 'approval' })
    isAway = false
    await Promise.all([approvals.resume(), approvals.resume()])
    expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
  })
})
