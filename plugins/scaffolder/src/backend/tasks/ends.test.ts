import { randomBytes } from 'node:crypto'
import { eventually } from '@callboard/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../model/index.ts'
import { startTaskPortal, type TaskPortal } from '../fixtures/task-portal.ts'
import { tooLarge } from '../workspaces/workspace-keeper.ts'

const input = { type: 'object' }
const actions: Action[] = [
  { id: 'done', description: 'Is done at once.', input, run: async () => {} },
  {
    id: 'wait',
    description: 'Waits for ever, and listens.',
    input,
    run: ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('I was told to stop.')))),
  },
]

describe.each(['sqlite', 'postgres'] as const)('every task ends, with its reason, on %s', (database) => {
  let portal: TaskPortal
  beforeEach(async () => {
    const keys = [{ id: 'one', key: randomBytes(32).toString('base64') }]
    portal = await startTaskPortal({
      actions,
      database,
      scaffolder: { secrets: { keys }, taskRecovery: { staleTimeout: 'PT2S' } },
    })
  })
  afterEach(() => portal.stop())
  const db = () => portal.core.db
  /** As if another process had had the task, and had died. */
  const lose = (id: string) =>
    db().run('update task set lease_until = 0, lease_owner = null, lease_number = lease_number + 1 where id = ?', [id])
  /** Waits until the newest event is about this step. */
  const reached = (id: string, step: string) =>
    eventually(async () => (await portal.told(id)).at(-1)?.stepId === step || undefined)

  test('its secrets cannot be read', async () => {
    const id = await portal.create([{ action: 'wait' }], { waitsFor: 'approval' })
    await db().run('update task set secrets = ? where id = ?', ['v1:b3RoZXI:AAAA', id])
    await portal.store.release(id)
    expect(await portal.ended(id)).toMatchObject({
      status: 'failed',
      reason: `The secrets of task ${id} cannot be opened.`,
    })
    expect((await portal.told(id)).map(({ message }) => message)).toEqual([
      expect.stringContaining('scaffolder.secrets.keys'),
      'Run completed with status: failed',
    ])
  })

  test('its secrets are gone', async () => {
    const id = await portal.create([{ action: 'wait' }], { waitsFor: 'approval' })
    await db().run('update task set secrets = null where id = ?', [id])
    await portal.store.release(id)
    expect(await portal.ended(id)).toMatchObject({ reason: expect.stringContaining('are gone') })
  })

  test('its workspace is too large to be carried over; a retry begins anew', async () => {
    const id = await portal.create([{ action: 'done' }, { action: 'wait' }])
    await reached(id, 'step-2')
    await db().run('update task set workspace = ? where id = ?', [tooLarge, id])
    await lose(id)
    expect(await portal.ended(id)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('was larger than 50 MB packed'),
    })
    await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
    await eventually(async () => {
      const told = await portal.told(id)
      const since = told.slice(told.findLastIndex(({ message }) => message === 'The task was started again.'))
      return since.some(({ message }) => message === 'Finished step done') && since.at(-1)?.stepId === 'step-2'
    })
    await portal.store.cancel(id)
    expect(await portal.ended(id)).toMatchObject({ reason: `Step step-2 (wait) of task ${id} has been cancelled` })
  })

  test('its processes are lost again and again in the same step', async () => {
    const id = await portal.create([{ action: 'wait' }])
    await reached(id, 'step-1')
    await db().run('update task set takeovers = 10 where id = ?', [id])
    await lose(id)
    expect(await portal.ended(id)).toMatchObject({
      status: 'failed',
      reason: 'The processes that ran it were lost 11 times in the same step, so it was given up.',
    })
  })

  test('it takes longer than it may', async () => {
    const id = await portal.create([{ action: 'wait' }], { waitsFor: 'approval' })
    await db().run('update task set started_at = 1 where id = ?', [id])
    await portal.store.release(id)
    expect(await portal.ended(id)).toMatchObject({
      status: 'failed',
      reason: 'Step step-1 (wait) was stopped, because the task exceeded its timeout',
    })
  })
})
