import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ActionContext, defineScaffolderAction } from '../../model/index.ts'
import { startTaskPortal, type TaskPortal } from '../fixtures/task-portal.ts'

/** Everything that was done, in order. */
let done: string[] = []
/** What the action `hold` waits for. */
let held = Promise.withResolvers<void>()
let reachedHold = Promise.withResolvers<Pick<ActionContext, 'workspace'>>()
let failures = 0

const actions = [
  defineScaffolderAction({
    id: 'note',
    description: 'Notes a word in the log and in a file.',
    input: Type.Object({ word: Type.String() }),
    async run({ input, workspace, output }) {
      done.push(input.word)
      await writeFile(await workspace.resolve(`${input.word}.txt`), input.word)
      output('word', input.word)
    },
  }),
  defineScaffolderAction({
    id: 'hold',
    description: 'Makes something once, then waits until it is let go or told to stop.',
    input: Type.Object({}),
    async run(context) {
      const made = await context.checkpoint('make', async () => {
        done.push('made')
        return { token: 'made-token' }
      })
      done.push('hold')
      reachedHold.resolve(context)
      const { signal } = context
      await Promise.race([
        held.promise,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
      ])
      context.output('files', (await readdir(context.workspace.path)).sort())
      context.output('made', made)
    },
  }),
  defineScaffolderAction({
    id: 'make-secret',
    description: 'Gives something that must be hidden.',
    input: Type.Object({ word: Type.String() }),
    async run({ hide, output, input }) {
      hide(madeSecret)
      output('made', madeSecret)
      output('derived', input.word)
    },
  }),
  defineScaffolderAction({
    id: 'say',
    description: 'Says it.',
    input: Type.Object({ text: Type.String() }),
    run: async ({ log, input }) => log.info(input.text),
  }),
  defineScaffolderAction({
    id: 'fail-once',
    description: 'Fails the first time.',
    input: Type.Object({}),
    async run({ workspace, output }) {
      done.push('fail-once')
      if (failures++ === 0) throw new Error('Not yet.')
      output('files', (await readdir(workspace.path)).sort())
    },
  }),
]

/** Values that nobody may see, made by an action. */
const madeSecret = 'made-in-the-step-9f2c'

beforeEach(() => {
  done = []
  failures = 0
  held = Promise.withResolvers()
  reachedHold = Promise.withResolvers()
})

/** The first of two replicas over one database, and the config of the second. */
async function twoReplicas() {
  const { testPostgres } = await import('@callboard/testing/postgres')
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  const first = await startTaskPortal({ actions, config })
  return { first, config }
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let portal: TaskPortal
  beforeEach(async () => {
    portal = await startTaskPortal({ actions, database })
  })
  afterEach(() => portal.stop())

  test('a retry goes on from the step that failed, in the workspace as it was before it', async () => {
    const id = await portal.create([{ input: { word: 'one' } }, { id: 'f', action: 'fail-once', if: '${{ true }}' }], {
      spec: { output: { files: '${{ steps.f.output.files }}', word: '${{ steps["step-1"].output.word }}' } },
    })
    expect(await portal.ended(id)).toMatchObject({ status: 'failed', reason: 'Not yet.' })
    await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
    expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
    expect(done).toEqual(['one', 'fail-once', 'fail-once'])
    const events = await portal.store.listEvents(id)
    expect(events.at(-1)?.body.output).toEqual({ files: ['one.txt'], word: 'one' })
    const messages = events.map(({ body }) => body.message)
    expect(messages).toContain('Task recovered - resuming from last known good state. 1 step(s) already completed.')
    expect(messages).toContain('Skipping step step-1 because it was already completed in a previous run')
    expect(events.filter(({ type }) => type === 'completion')).toHaveLength(1)
  })

  test('what ran because of a failure runs again after a retry that fails', async () => {
    failures = -10
    const id = await portal.create([
      { action: 'nowhere' },
      { input: { word: 'clean-up' }, if: '${{ always() }}' },
      { input: { word: 'never' } },
    ])
    await portal.ended(id)
    await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
    await eventually(() => done.length === 2)
    expect(await portal.ended(id)).toMatchObject({
      status: 'failed',
      reason: "Template action with ID 'nowhere' is not registered.",
    })
    expect(done).toEqual(['clean-up', 'clean-up'])
  })

  test('a failure whose text no database takes is told all the same', async () => {
    const id = await portal.create([{ id: 'odd', action: 'no\0where' }])
    const { reason, status } = await portal.ended(id)
    expect({ reason, status }).toEqual({
      status: 'failed',
      reason: "Template action with ID 'no\uFFFDwhere' is not registered.",
    })
    expect(await portal.told(id)).toContainEqual(expect.objectContaining({ stepId: 'odd', status: 'failed' }))
  })

  test('a retry of a completed task begins anew, but makes nothing twice', async () => {
    held.resolve()
    const id = await portal.create([{ input: { word: 'one' } }, { action: 'hold' }])
    expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
    // As it stands until the worker has removed the archives.
    await portal.core.db.run('update task set workspace = ? where id = ?', [`${id}.1.0`, id])
    await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
    await eventually(() => done.length === 5)
    expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
    expect(done).toEqual(['one', 'made', 'hold', 'one', 'hold'])
  })

  test('a running task that is cancelled ends at its step, and says so', async () => {
    const id = await portal.create([
      { id: 'wait', name: 'Wait', action: 'hold' },
      { input: { word: 'never' }, if: '${{ always() }}' },
    ])
    await reachedHold.promise
    await portal.store.cancel(id)
    const reason = `Step wait (Wait) of task ${id} has been cancelled`
    expect(await portal.ended(id)).toMatchObject({ status: 'failed', reason })
    expect((await portal.told(id)).slice(2)).toEqual([
      { type: 'cancelled', message: 'Step wait has been cancelled.', stepId: 'wait', status: 'cancelled' },
      { type: 'log', message: `Error: ${reason}`, stepId: 'wait', status: 'failed' },
      { type: 'completion', message: 'Run completed with status: failed' },
    ])
    expect(done).toEqual(['made', 'hold'])
  })

  test('a task that waits for approval runs once it is released, and never when it is cancelled', async () => {
    const one = await portal.create([{ input: { word: 'one' } }], { waitsFor: 'approval' })
    const two = await portal.create([{ input: { word: 'two' } }], { waitsFor: 'approval' })
    expect(await portal.store.find(one)).toMatchObject({ status: 'open', waitsFor: 'approval' })
    await portal.store.cancel(two, 'user:default/bo has rejected it.')
    expect(await portal.store.find(two)).toMatchObject({
      status: 'failed',
      reason: 'user:default/bo has rejected it.',
    })
    await portal.store.release(one)
    expect(await portal.ended(one)).toMatchObject({ status: 'completed' })
    await expect(portal.store.release(two)).rejects.toThrow('does not wait for an approval')
    await expect(portal.store.retry('nope', undefined)).rejects.toThrow("No task with id 'nope' found")
    expect(done).toEqual(['one'])
  })

  test('when the portal stops, its tasks are given back as they are; afterwards nothing of them is on disk', async () => {
    const work = portal.portal.baseDir
    const id = await portal.create([{ input: { word: 'one' } }, { action: 'hold' }])
    const { workspace } = await reachedHold.promise
    const { db } = portal.core
    expect(await readFile(join(workspace.path, 'one.txt'), 'utf8')).toBe('one')
    const row = db.get<{ status: string; lease_owner: string | null }>(
      'select status, lease_owner from task where id = ?',
      [id],
    )
    expect(await row).toMatchObject({ status: 'processing' })
    await portal.stop()
    await expect(readdir(workspace.path)).rejects.toThrow('ENOENT')
    await expect(readdir(work)).rejects.toThrow('ENOENT')
    expect(done).toEqual(['one', 'made', 'hold'])
  })
})

test('where tasks are not taken over, a retry runs every step again, but makes nothing twice', async () => {
  held.resolve()
  await using portal = await startTaskPortal({ actions, scaffolder: { taskRecovery: { enabled: false } } })
  const id = await portal.create(
    [{ input: { word: 'one' } }, { action: 'hold' }, { id: 'f', action: 'fail-once', input: {} }],
    { spec: { output: { files: '${{ steps.f.output.files }}' } } },
  )
  expect(await portal.ended(id)).toMatchObject({ status: 'failed', reason: 'Not yet.' })
  await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
  expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
  expect(done).toEqual(['one', 'made', 'hold', 'fail-once', 'one', 'hold', 'fail-once'])
  expect((await portal.store.listEvents(id)).at(-1)?.body.output).toEqual({ files: ['one.txt'] })
})

test('a task that is cancelled while its portal stops ends as cancelled, not for want of its secrets', async () => {
  const { first, config } = await twoReplicas()
  const id = await first.create([{ action: 'hold' }])
  await reachedHold.promise
  const { db } = first.core
  // The worker has not heard of it yet.
  await db.run('update task set secrets = null, cancelled_at = 1 where id = ?', [id])
  await first.stop()
  await using second = await startTaskPortal({ actions, config })
  expect(await second.ended(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('cancelled') })
  expect(done).toEqual(['made', 'hold'])
})

test('what a replica gives back another goes on with at once, with files, outputs and checkpoints', async () => {
  const { first, config } = await twoReplicas()
  const id = await first.create([{ input: { word: 'one' } }, { id: 'h', action: 'hold' }], {
    spec: { output: { files: '${{ steps.h.output.files }}', made: '${{ steps.h.output.made.token }}' } },
  })
  await reachedHold.promise
  await using second = await startTaskPortal({ actions, config })
  reachedHold = Promise.withResolvers()
  await first.stop()
  await reachedHold.promise
  held.resolve()
  expect(await second.ended(id)).toMatchObject({ status: 'completed' })
  expect(done.filter((word) => word === 'one' || word === 'made')).toEqual(['one', 'made'])
  const events = await second.store.listEvents(id)
  expect(events.at(-1)?.body.output).toEqual({ files: ['one.txt'], made: 'made-token' })
})

test('what was hidden stays hidden for the worker that goes on', async () => {
  const { first, config } = await twoReplicas()
  const id = await first.create(
    [
      { id: 's', action: 'make-secret', input: { word: '${{ secrets.token | reverse }}' } },
      { action: 'hold' },
      { action: 'say', input: { text: 'a ${{ steps.s.output.made }} b ${{ steps.s.output.derived }}' } },
    ],
    { secrets: { token: 'abc-def-ghi' } },
  )
  await reachedHold.promise
  await using second = await startTaskPortal({ actions, config })
  reachedHold = Promise.withResolvers()
  await first.stop()
  await reachedHold.promise
  held.resolve()
  await second.ended(id)
  expect((await second.told(id)).map(({ message }) => message)).toContain('a *** b ***')
})

test('whoever has lost a task writes nothing more about it', async () => {
  const { first, config } = await twoReplicas()
  await using one = first
  const id = await one.create([{ action: 'hold' }, { input: { word: 'after' } }])
  await reachedHold.promise
  reachedHold = Promise.withResolvers()
  await using two = await startTaskPortal({ actions, config, scaffolder: { taskRecovery: { staleTimeout: 'PT2S' } } })
  // As if it had not been heard of for long.
  await two.core.db.run(
    'update task set lease_until = 0, lease_owner = null, lease_number = lease_number + 1 where id = ?',
    [id],
  )
  await reachedHold.promise
  held.resolve()
  expect(await two.ended(id)).toMatchObject({ status: 'completed' })
  const events = await two.store.listEvents(id)
  expect(events.filter(({ type }) => type === 'completion')).toHaveLength(1)
  expect(events.filter(({ body }) => body.message === 'Finished step hold')).toHaveLength(1)
  expect(done.filter((word) => word === 'made')).toEqual(['made'])
})

test('workspaces may be kept elsewhere, sealed', async () => {
  const archives = new Map<string, Uint8Array>()
  const saved: Uint8Array[] = []
  const workspaceStores = [
    {
      id: 'memory',
      async save(name: string, archive: Uint8Array) {
        saved.push(archive)
        archives.set(name, archive)
      },
      load: async (name: string) => archives.get(name),
      remove: async (name: string) => void archives.delete(name),
    },
  ]
  await using portal = await startTaskPortal({
    ...{ actions, workspaceStores },
    scaffolder: { taskRecovery: { workspaceProvider: 'memory' } },
  })
  const id = await portal.create([{ input: { word: 'one' } }, { id: 'f', action: 'fail-once' }], {
    spec: { output: { files: '${{ steps.f.output.files }}' } },
  })
  expect(await portal.ended(id)).toMatchObject({ status: 'failed' })
  expect(archives.size).toBe(1)
  // What gzip begins with.
  expect(Buffer.from(saved[0] ?? []).subarray(0, 2)).not.toEqual(Buffer.from([0x1f, 0x8b]))
  await portal.store.retry(id, portal.vault.seal(id, { secrets: {}, initiator: '{"type":"none"}' }))
  expect(await portal.ended(id)).toMatchObject({ status: 'completed' })
  expect((await portal.store.listEvents(id)).at(-1)?.body.output).toEqual({ files: ['one.txt'] })
  await eventually(() => archives.size === 0)
})

test('a portal whose workspaces nobody keeps does not run tasks, and says what there is', async () => {
  const lines: string[] = []
  await using _portal = await startTaskPortal({
    actions,
    scaffolder: { taskRecovery: { workspaceProvider: 'nowhere' } },
    onLog: (line) => void lines.push(line),
  })
  expect(lines.join('')).toContain(
    'workspaceProvider is \\"nowhere\\", and no plugin brings such a one. There is: database.',
  )
})
