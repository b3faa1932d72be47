import { eventually, fakeClock } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TaskStatus } from '../../model/index.ts'
import { startTaskPortal, type TaskPortal } from '../fixtures/task-portal.ts'
import { tidyTasks } from './janitor.ts'
import { taskNewsroom } from './task-news.ts'
import type { TaskFilter } from './task-store.ts'

const hourMs = 3_600_000

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  const clock = fakeClock()
  /** Nobody runs anything here. */
  let portal: TaskPortal
  beforeAll(async () => {
    portal = await startTaskPortal({ actions: [], database, clock, scaffolder: { concurrentTasksLimit: 0 } })
    const rows: [string, string | undefined, string, string, TaskStatus][] = [
      ['t1', 'user:default/ada', 'template:default/node', 'group:default/web', 'completed'],
      ['t2', 'user:default/bo', 'template:default/node', 'group:default/web', 'failed'],
      ['t3', undefined, 'template:default/docs', 'group:default/docs', 'open'],
      ['t4', 'user:default/ada', 'template:default/docs', 'group:default/docs', 'open'],
      ['t5', "user:default/o'neil", 'template:default/docs', 'group:default/docs', 'open'],
    ]
    for (const [id, createdBy, templateRef, templateOwner, status] of rows) {
      await portal.create([{}], { id, templateRef, templateOwner, createdBy: createdBy ?? 'nobody' })
      const set = createdBy === undefined ? 'status = ?, created_by = null' : 'status = ?'
      await portal.core.db.run(`update task set ${set} where id = ?`, [status, id])
      clock.advance(1000)
    }
  })
  afterAll(() => portal.stop())

  const ids = async (filter?: TaskFilter) =>
    (
      await portal.store.list({ ...(filter && { filter }), order: [{ field: 'created_at', direction: 'asc' }] })
    ).tasks.map(({ id }) => id)

  test.each<{ why: string; filter: TaskFilter; found: string[] }>([
    { why: 'everything', filter: { allOf: [] }, found: ['t1', 't2', 't3', 't4', 't5'] },
    { why: 'nothing', filter: { anyOf: [] }, found: [] },
    { why: 'by one creator', filter: { createdBy: ['user:default/ada'] }, found: ['t1', 't4'] },
    { why: 'a name with a quote', filter: { createdBy: ["user:default/o'neil"] }, found: ['t5'] },
    { why: 'SQL in a name', filter: { createdBy: ["' or 1=1 --"] }, found: [] },
    {
      why: 'not by one, those of services too',
      filter: { not: { createdBy: ['user:default/ada'] } },
      found: ['t2', 't3', 't5'],
    },
    { why: 'by status', filter: { status: ['open', 'failed'] }, found: ['t2', 't3', 't4', 't5'] },
    { why: 'by template', filter: { template: ['template:default/node'] }, found: ['t1', 't2'] },
    { why: 'by owner of the template', filter: { templateOwner: ['group:default/docs'] }, found: ['t3', 't4', 't5'] },
    {
      why: 'all of several, one of which is any of several',
      filter: { allOf: [{ status: ['open'] }, { anyOf: [{ createdBy: ['user:default/ada'] }, { template: ['x'] }] }] },
      found: ['t4'],
    },
    { why: 'none of an empty list', filter: { createdBy: [] }, found: [] },
  ])('lists $why', async ({ filter, found }) => {
    expect(await ids(filter)).toEqual(found)
  })

  test('pages know how many there are in all', async () => {
    const order = [
      { field: 'created_by', direction: 'asc' } as const,
      { field: 'created_at', direction: 'desc' } as const,
    ]
    const filter = { createdBy: ['user:default/ada', 'user:default/bo'] }
    const page = await portal.store.list({ filter, order, limit: 2, offset: 1 })
    expect({ ids: page.tasks.map(({ id }) => id), total: page.totalTasks }).toEqual({ ids: ['t1', 't2'], total: 3 })
    expect((await portal.store.list({ limit: 0 })).totalTasks).toBe(5)
    expect((await portal.store.list({})).tasks.map(({ id }) => id)).toEqual(['t5', 't4', 't3', 't2', 't1'])
  })

  test('a task is served as clients know it, with its place in the queue', async () => {
    expect(await portal.store.find('t4')).toEqual({
      id: 't4',
      spec: expect.objectContaining({ apiVersion: 'scaffolder.backstage.io/v1beta3' }),
      status: 'open',
      createdAt: '2026-03-01T12:00:03.000Z',
      createdBy: 'user:default/ada',
      templateOwner: 'group:default/docs',
      queuePosition: 1,
    })
    expect(await portal.store.find('t1')).not.toHaveProperty('queuePosition')
    expect(await portal.store.find('t9')).toBeUndefined()
  })

  test('events come after an id, and a completion always', async () => {
    const { store } = portal
    for (const message of ['one', 'two NUL \0 half \ud800']) await store.addEvent('t3', 'log', { message, stepId: 's' })
    await store.addEvent('t3', 'completion', { message: 'over' })
    const [one, two, over] = await store.listEvents('t3')
    expect(two?.body).toEqual({ message: 'two NUL \0 half \ud800', stepId: 's' })
    expect(one).toMatchObject({ taskId: 't3', type: 'log', isTaskRecoverable: false, createdAt: clock.now() })
    expect(await store.listEvents('t3', one?.id)).toEqual([two, over])
    expect(await store.listEvents('t3', over?.id)).toEqual([over])
    await expect(store.addEvent('t9', 'log', { message: '' })).rejects.toThrow("No task with id 't9' found")
  })

  test('whoever waits for events is woken by them, and by the time', async () => {
    const { store } = portal
    const after = (await store.listEvents('t4')).at(-1)?.id ?? 0
    await store.waitForEvents('t4', after, { timeoutMs: 1 })
    const gone = new AbortController()
    const aborted = store.waitForEvents('t4', after, { timeoutMs: 60_000, signal: gone.signal })
    gone.abort()
    await aborted
    const woken = store.waitForEvents('t4', after, { timeoutMs: 60_000 })
    await store.addEvent('t4', 'log', { message: 'new' })
    await woken
    // It is there already.
    await store.waitForEvents('t4', after, { timeoutMs: 60_000 })
  })

  test('a task that waits can be cancelled at once; an ended one only hears of it', async () => {
    const { store } = portal
    await store.cancel('t5')
    expect(await store.find('t5')).toMatchObject({ status: 'failed', reason: 'It was cancelled before it began.' })
    expect((await store.listEvents('t5')).map(({ type, body: { message } }) => [type, message])).toEqual([
      ['cancelled', 'Step 0 has been cancelled.'],
      ['completion', 'Run completed with status: failed'],
    ])
    await store.cancel('t1')
    expect(await store.find('t1')).toMatchObject({ status: 'completed' })
    await expect(store.cancel('t9')).rejects.toThrow("No task with id 't9' found")
    await expect(store.retry('t4', undefined)).rejects.toThrow('Task with taskId t4 cannot be retried')
    const row = await portal.core.db.get<{ secrets: string | null }>('select secrets from task where id = ?', ['t5'])
    expect(row).toEqual({ secrets: null })
  })

  test('a retry of a completed task expects no workspace, that of a failed one does', async () => {
    const { db } = portal.core
    for (const status of ['completed', 'failed']) {
      await portal.create([{}], { id: `w-${status}` })
      await db.run('update task set status = ?, workspace = ? where id = ?', [status, 'name', `w-${status}`])
      await portal.store.retry(`w-${status}`, undefined)
    }
    const rows = await db.all(`select id, workspace from task where id like 'w-%' order by id`)
    expect(rows).toEqual([
      { id: 'w-completed', workspace: null },
      { id: 'w-failed', workspace: 'name' },
    ])
    for (const status of ['completed', 'failed']) await portal.store.cancel(`w-${status}`)
  })

  test('of a task that can be started over, only what came since is listed', async () => {
    const { store } = portal
    await portal.create([{}], {
      id: 't6',
      spec: { EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: 'startOver' } },
    })
    await store.addEvent('t6', 'log', { message: 'before', stepId: 's' })
    await store.cancel('t6')
    await store.retry('t6', undefined)
    expect(await store.listEvents('t6')).toEqual([])
    await store.addEvent('t6', 'log', { message: 'after' })
    expect((await store.listEvents('t6')).map(({ type, isTaskRecoverable }) => [type, isTaskRecoverable])).toEqual([
      ['recovered', true],
      ['log', true],
    ])
    await store.cancel('t6')
  })

  describe('the janitor', () => {
    const tidy = (keepMs?: number, remove = async (_: string) => {}) => {
      const { db, events, signals } = portal.core
      const newsroom = taskNewsroom({ db, events, signals, onProblem: () => {} })
      const workspaceStore = { id: 'none', save: async () => {}, load: async () => undefined, remove }
      const options = { db, clock, newsroom, workspaceStore, timeoutMs: hourMs, keepMs }
      return tidyTasks(options, new AbortController().signal)
    }

    test('ends what is overdue, with a reason, its steps too', async () => {
      await portal.create([{}, {}], { id: 'stuck' })
      await portal.store.addEvent('stuck', 'log', { message: '', stepId: 'step-1', status: 'completed' })
      await portal.store.addEvent('stuck', 'log', { message: '', stepId: 'step-2', status: 'processing' })
      const set = `update task set status = 'processing', started_at = ?, lease_until = ? where id = 'stuck'`
      await portal.core.db.run(set, [clock.nowMs(), clock.nowMs() + 2 * hourMs])
      clock.advance(hourMs + 1)
      expect(await tidy()).toMatchObject({ ended: 0 })
      await portal.core.db.run(set, [clock.nowMs() - hourMs - 1, clock.nowMs() - 1])
      expect(await tidy()).toMatchObject({ ended: 1 })
      const message = 'This task was marked as stale as it exceeded its timeout'
      expect(await portal.store.find('stuck')).toMatchObject({ status: 'failed', reason: `${message}.` })
      expect((await portal.told('stuck')).slice(-2)).toEqual([
        { type: 'log', message, stepId: 'step-2', status: 'failed' },
        { type: 'completion', message },
      ])
    })

    test('forgets the workspaces of tasks that failed a day ago, and of completed ones', async () => {
      const { db } = portal.core
      const dayMs = 24 * hourMs
      const rows: [string, TaskStatus, number][] = [
        ['v1', 'failed', clock.nowMs() - dayMs - 1],
        ['v2', 'failed', clock.nowMs() - dayMs + 1],
        ['v3', 'completed', clock.nowMs()],
      ]
      for (const [id, status, endedAt] of rows) {
        await portal.create([{}], { id })
        await db.run('update task set status = ?, ended_at = ?, workspace = ?, lease_number = 1 where id = ?', [
          ...[status, endedAt, `${id}.1.0`, id],
        ])
        await db.run(`insert into memory (task_id, step, kind, key, value) values (?, 0, 'step', 'completed', '')`, [
          id,
        ])
      }
      expect(await tidy()).toMatchObject({ workspaces: 2 })
      expect(await db.all(`select id from task where id like 'v_' and workspace is not null`)).toEqual([{ id: 'v2' }])
      expect(await db.all(`select task_id from memory`)).toEqual([{ task_id: 'v2' }])
    })

    test('leaves a task what it goes on from that is retried while old ones are deleted', async () => {
      const { db } = portal.core
      await portal.create([{}], { id: 'first' })
      await portal.store.cancel('first')
      clock.advance(1)
      await portal.create([{}], { id: 'retried' })
      await portal.store.cancel('retried')
      await db.run(
        `insert into memory (task_id, step, kind, key, value) values ('retried', 0, 'step', 'completed', '')`,
      )
      await db.run(`update task set workspace = 'w', lease_number = 1 where id = 'first'`)
      const keepMs = hourMs / 2
      clock.advance(keepMs + 1)
      const retry = () => portal.store.retry('retried', undefined).catch(() => {})
      const removed: string[] = []
      await tidy(keepMs, async (name) => {
        removed.push(name)
        await retry()
      })
      expect(removed).toContain('first.1.0')
      const task = await portal.store.find('retried')
      const memory = await db.all(`select * from memory where task_id = 'retried'`)
      expect(memory).toHaveLength(task ? 1 : 0)
    })

    test('deletes what has ended long ago, with all that belongs to it, and nothing else', async () => {
      const { db } = portal.core
      await portal.create([{}], { id: 'old' })
      await db.run(`insert into approval (task_id, by_refs) values ('old', '[]'), ('young', '[]')`)
      await portal.store.cancel('old')
      clock.advance(hourMs)
      await portal.create([{}], { id: 'young' })
      await portal.store.cancel('young')
      expect(await tidy()).toMatchObject({ deleted: 0 })
      expect((await tidy(hourMs / 2)).deleted).toBeGreaterThan(0)
      const left = async (table: string, column: string) =>
        (await db.all<{ id: string }>(`select distinct ${column} as id from ${table}`)).map(({ id }) => id)
      expect(await left('task', 'id')).toEqual(expect.arrayContaining(['young', 't3', 't4']))
      expect(await left('task', 'id')).not.toContain('old')
      expect(await left('approval', 'task_id')).toEqual(['young'])
      expect(await left('event', 'task_id')).toContain('young')
      expect(await left('event', 'task_id')).not.toContain('old')
    })
  })

  test('what a worker of another process has left is taken over, or ended where that is not wanted', async () => {
    for (const enabled of [true, false]) {
      const seen: string[] = []
      await using other = await startTaskPortal({
        database,
        scaffolder: { taskRecovery: { enabled, staleTimeout: 'PT1S' } },
        actions: [
          {
            id: 'note',
            description: 'Notes.',
            input: { type: 'object' },
            run: async ({ taskId }) => void seen.push(taskId),
          },
        ],
      })
      await other.create([{}], { id: 'lost', waitsFor: 'approval' })
      await other.store.addEvent('lost', 'log', { message: '', stepId: 'step-1', status: 'processing' })
      await other.core.db.run(
        `update task set waits_for = null, status = 'processing', lease_until = 0, lease_number = 1`,
      )
      const task = await other.ended('lost')
      await eventually(() => seen.length === (enabled ? 1 : 0) || undefined)
      expect(task).toMatchObject(
        enabled
          ? { status: 'completed' }
          : {
              status: 'failed',
              reason: 'The process that ran it is gone, and tasks are not taken over in this portal.',
            },
      )
      const last = (await other.told('lost')).slice(enabled ? 1 : -2)
      expect(last[0]).toMatchObject(
        enabled ? { type: 'recovered' } : { type: 'log', stepId: 'step-1', status: 'failed' },
      )
    }
  })
})
