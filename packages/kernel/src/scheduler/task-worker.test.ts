import { expect, test } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { logTo } from '../database/test-databases.ts'
import { type Ledger, memoryLedger } from './ledger.ts'
import type { ScheduledTask } from './scheduler.ts'
import { createWorker } from './task-worker.ts'

const hourMs = 3_600_000
const workerOf = (task: ScheduledTask, ledger: Ledger = memoryLedger()) =>
  createWorker({
    pluginId: 'things',
    task,
    ledger,
    clock: systemClock,
    log: logTo([]),
    lease: { leaseMs: hourMs, beatMs: hourMs },
  })

test('a timeout of two months does not end a run at once', async () => {
  const started = Promise.withResolvers<AbortSignal>()
  const mayEnd = Promise.withResolvers<void>()
  const worker = workerOf({
    id: 'slow',
    frequency: { everyMs: hourMs },
    timeoutMs: 60 * 24 * hourMs,
    async run({ signal }) {
      started.resolve(signal)
      await mayEnd.promise
    },
  })
  await worker.start()
  const signal = await started.promise
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(signal.aborted).toBe(false)
  mayEnd.resolve()
  await worker.stop()
})

test('a claim that is on its way when the portal stops is given back before it has stopped', async () => {
  const asked = Promise.withResolvers<void>()
  const mayAnswer = Promise.withResolvers<void>()
  const memory = memoryLedger()
  const slow: Ledger = {
    ...memory,
    async claim(key, wish) {
      asked.resolve()
      await mayAnswer.promise
      return memory.claim(key, wish)
    },
  }
  const task = { id: 'due', frequency: { everyMs: hourMs }, timeoutMs: hourMs, run: async () => {} }
  const worker = workerOf(task, slow)
  await worker.start()
  await asked.promise
  const stopped = worker.stop()
  mayAnswer.resolve()
  await stopped
  expect((await memory.read({ pluginId: 'things', taskId: 'due' }, Date.now()))?.running).toBeUndefined()
  expect(await memory.read({ pluginId: 'things', taskId: 'due' }, Date.now())).toHaveProperty('lastEndedAt')
})
