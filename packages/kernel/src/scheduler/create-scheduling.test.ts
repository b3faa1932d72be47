import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import type { Databases } from '../database/open-databases.ts'
import { logTo, places, type TestDatabases } from '../database/test-databases.ts'
import { createScheduling, type Scheduling } from './create-scheduling.ts'
import type { ScheduledTask } from './scheduler.ts'

const lease = { leaseMs: 600, beatMs: 50 }
const hourly = { everyMs: 3_600_000 }

describe.each(places)('$place', ({ place, create }) => {
  let source: TestDatabases
  let databases: Databases
  const running: Scheduling[] = []
  beforeEach(async () => {
    source = await create()
    databases = await source.open()
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((scheduling) => scheduling.stop()))
    await source.end()
  })

  /** One replica with these tasks of plugin `things`, started. */
  async function replica(...tasks: ScheduledTask[]) {
    const scheduling = createScheduling({
      databases,
      log: logTo(source.lines),
      clock: systemClock,
      replicaId: `replica-${running.length}`,
      lease,
    })
    running.push(scheduling)
    const scheduler = scheduling.forPlugin('things')
    for (const task of tasks) scheduler.schedule(task)
    await scheduling.start()
    return { scheduling, scheduler }
  }
  const task = (run: ScheduledTask['run'], more: Partial<ScheduledTask> = {}): ScheduledTask => ({
    id: 'work',
    frequency: hourly,
    timeoutMs: 60_000,
    run,
    ...more,
  })
  const counter = () => {
    const count = { runs: 0, at: 0, most: 0 }
    const run = async () => {
      count.runs++
      count.most = Math.max(count.most, ++count.at)
      await delay(20)
      count.at--
    }
    return { count, run }
  }
  const untilAborted: ScheduledTask['run'] = ({ signal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

  test('a global task runs once across replicas, again and again', async () => {
    const { count, run } = counter()
    const frequent = task(run, { frequency: { everyMs: 100 } })
    await Promise.all(Array.from({ length: 5 }, () => replica(frequent)))
    await delay(1_050)
    expect(count.most).toBe(1)
    expect(count.runs).toBeGreaterThanOrEqual(3)
    expect(count.runs).toBeLessThanOrEqual(12)
  })

  test('a local task runs in each process', async () => {
    const { count, run } = counter()
    await Promise.all([replica(task(run, { scope: 'local' })), replica(task(run, { scope: 'local' }))])
    await expect.poll(() => count.runs).toBe(2)
  })

  test('a replica that starts later does not run again what has been run', async () => {
    const { count, run } = counter()
    await replica(task(run))
    await expect.poll(() => count.runs).toBe(1)
    await replica(task(run))
    await delay(100)
    expect(count.runs).toBe(1)
  })

  test.skipIf(place === 'SQLite in memory')(
    'the task of a replica that was killed runs elsewhere when its lease is over',
    async () => {
      const script = new URL('./fixtures/replica.ts', import.meta.url).pathname
      const argument = JSON.stringify(source.block)
      const doomed = spawn(process.execPath, ['--conditions=callboard-source', script, argument], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(doomed.stdout, 'data')
      const { count, run } = counter()
      await replica(task(run))
      await delay(1_000)
      expect(count.runs).toBe(0)
      doomed.kill('SIGKILL')
      await expect.poll(() => count.runs, { timeout: 5_000 }).toBe(1)
    },
  )

  test('a shutdown hands the task over at once', async () => {
    const first = await replica(task(untilAborted))
    await expect.poll(async () => (await first.scheduler.list())[0]?.taskState.status).toBe('running')
    const { count, run } = counter()
    await first.scheduling.stop()
    await replica(task(run))
    await expect.poll(() => count.runs).toBe(1)
  })

  test('trigger runs now, and is refused while it runs', async () => {
    const manual = task(untilAborted, { frequency: { trigger: 'manual' } })
    const [one, two] = [await replica(manual), await replica(manual)]
    expect(await one.scheduler.list()).toMatchObject([
      { taskState: { status: 'idle' }, settings: { cadence: 'manual' } },
    ])
    await one.scheduler.trigger('work')
    await expect(two.scheduler.trigger('work')).rejects.toMatchObject({
      code: 'scheduler/already-running',
      name: 'ConflictError',
    })
    expect(await two.scheduler.list()).toMatchObject([
      { taskState: { status: 'running' }, workerState: { status: 'idle' } },
    ])
  })

  test('cancel stops the run, wherever it is', async () => {
    const manual = task(untilAborted, { frequency: { trigger: 'manual' } })
    const [one, two] = [await replica(manual), await replica(manual)]
    for (const canceller of [one, two]) {
      await one.scheduler.trigger('work')
      await canceller.scheduler.cancel('work')
      await expect
        .poll(async () => (await two.scheduler.list())[0]?.taskState)
        .toMatchObject({
          status: 'idle',
          lastRunError: 'The run was cancelled.',
        })
    }
    await expect(two.scheduler.cancel('work')).rejects.toMatchObject({ code: 'scheduler/not-running' })
  })

  test('a task that is not there is not found', async () => {
    const { scheduler } = await replica()
    await expect(scheduler.trigger('none')).rejects.toMatchObject({
      code: 'scheduler/unknown-task',
      name: 'NotFoundError',
    })
    await expect(scheduler.cancel('none')).rejects.toMatchObject({ code: 'scheduler/unknown-task' })
  })

  test('a run that takes too long is aborted, and says so', async () => {
    const { scheduler } = await replica(task(untilAborted, { timeoutMs: 50 }))
    await expect
      .poll(async () => (await scheduler.list())[0]?.taskState)
      .toMatchObject({
        status: 'idle',
        lastRunError: 'The run took longer than PT0.05S.',
        startsAt: expect.stringMatching(/^\d{4}-/),
      })
  })

  test('a failure is logged once and shown, and the task comes round again', async () => {
    let runs = 0
    const { scheduler } = await replica(
      task(
        async ({ signal }) => {
          if (++runs === 1) throw new Error('no luck')
          await delay(60_000, undefined, { signal })
        },
        { frequency: { everyMs: 50 } },
      ),
    )
    await expect
      .poll(async () => (await scheduler.list())[0]?.taskState)
      .toMatchObject({ status: 'running', lastRunError: 'no luck' })
    expect(source.lines.filter((line) => line.startsWith('error task failed'))).toHaveLength(1)
  })

  test('the first run waits for the initial delay, and a changed cadence starts anew', async () => {
    const idle = task(untilAborted, { initialDelayMs: 3_600_000 })
    const before = await replica(idle)
    const startsAt = async ({ scheduler }: typeof before) => {
      const state = (await scheduler.list())[0]?.taskState
      return state?.status === 'idle' ? Date.parse(state.startsAt ?? '') - Date.now() : 0
    }
    expect(await startsAt(before)).toBeGreaterThan(3_500_000)
    const after = await replica({ ...idle, frequency: { everyMs: 7_200_000 }, initialDelayMs: 7_200_000 })
    expect(await startsAt(after)).toBeGreaterThan(7_100_000)
  })

  test('rows of tasks that no replica knows any more are forgotten', async () => {
    const { scheduling } = await replica(task(untilAborted, { id: 'old', initialDelayMs: 1_000_000 }))
    await scheduling.stop()
    const db = databases.forPlugin('kernel-scheduler')
    await db.run('update task set seen_at = 0')
    await replica(task(untilAborted, { id: 'new', initialDelayMs: 1_000_000 }))
    expect(await db.all('select task_id from task')).toEqual([{ task_id: 'new' }])
  })
})
