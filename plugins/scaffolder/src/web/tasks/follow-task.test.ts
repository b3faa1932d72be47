import { CallboardError } from '@callboard/model'
import { expect, test } from 'vitest'
import type { TaskEvent } from '../../model/task.ts'
import { followTask, type TaskSource } from './follow-task.ts'

const event = (id: number, type: TaskEvent['type'] = 'log', isTaskRecoverable = false): TaskEvent => ({
  id,
  isTaskRecoverable,
  taskId: 't',
  type,
  createdAt: '2026-11-21T10:00:00.000Z',
  body: { message: `event ${id}` },
})

const frame = (event: TaskEvent) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** A stream of these portions, which then ends, or stays open. */
const stream = (portions: readonly string[], then: 'ends' | 'stays' = 'ends') =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const portion of portions) controller.enqueue(new TextEncoder().encode(portion))
      if (then === 'ends') controller.close()
    },
  })

/** Follows until the end; answers the n-th attempt with the n-th stream. */
async function follow(
  attempts: readonly ((after: number, signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>)[],
  { poll = async () => [], silentMs = 60_000 }: { poll?: TaskSource['poll']; silentMs?: number } = {},
) {
  const heard: number[] = []
  const asked: number[] = []
  const connection: string[] = []
  const pauses: number[] = []
  const source: TaskSource = {
    stream(after, signal) {
      asked.push(after)
      const attempt = attempts[asked.length - 1]
      if (!attempt) throw new Error('One attempt more than foreseen.')
      return attempt(after, signal)
    },
    poll,
  }
  await followTask(source, {
    signal: new AbortController().signal,
    after: 0,
    onEvents: (events) => heard.push(...events.map(({ id }) => id)),
    onConnection: (state) => {
      if (connection.at(-1) !== state) connection.push(state)
    },
    pause: async (ms) => {
      pauses.push(ms)
    },
    silentMs,
  })
  return { heard, asked, connection, pauses }
}

test('events come in any portions, between signs of life, until the task has ended', async () => {
  const text = [event(1), event(2), event(3, 'completion')].map(frame).join(': ping\n\n')
  const portions = text.match(/.{1,7}/gs) ?? []
  expect(await follow([async () => stream(portions, 'stays')])).toEqual({
    heard: [1, 2, 3],
    asked: [0],
    connection: ['live'],
    pauses: [],
  })
})

test('after a break it goes on behind the last event, and hears none twice', async () => {
  const { heard, asked, connection } = await follow([
    async () => stream([frame(event(4)), frame(event(5))]),
    async () => stream([frame(event(5)), frame(event(6, 'completion'))]),
  ])
  expect({ heard, asked, connection }).toEqual({
    heard: [4, 5, 6],
    asked: [0, 5],
    connection: ['live', 'broken', 'live'],
  })
})

test('a server that is away is asked again, ever less often', async () => {
  const away = async () => Promise.reject(new TypeError('network'))
  const { pauses } = await follow([
    away,
    away,
    away,
    away,
    away,
    away,
    async () => stream([frame(event(1, 'completion'))]),
  ])
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
})

test('the stream of a task that can be run again stays open behind its completion', async () => {
  const { heard } = await follow([
    async () => stream([frame(event(1, 'completion', true))]),
    async () => stream([frame(event(2, 'recovered', true)), frame(event(3, 'completion', false))]),
  ])
  expect(heard).toEqual([1, 2, 3])
})

test('where streams are held up on their way it asks again and again instead', async () => {
  const polled: number[] = []
  const held = async (_: number, signal: AbortSignal) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason))
      },
    })
  const { heard } = await follow([held], {
    silentMs: 5,
    async poll(after) {
      polled.push(after)
      return polled.length === 1 ? [event(1)] : [event(2), event(3, 'completion')]
    },
  })
  expect(heard).toEqual([1, 2, 3])
  expect(polled).toEqual([0, 1])
})

test('what the server refuses is not asked again', async () => {
  const refusal = new CallboardError({
    name: 'NotAllowedError',
    code: 'x/y',
    message: 'No.',
    hint: undefined,
    data: {},
  })
  await expect(follow([async () => Promise.reject(refusal)])).rejects.toBe(refusal)
})

test('whoever stops listening is told nothing more', async () => {
  const controller = new AbortController()
  const heard: TaskEvent[] = []
  await followTask(
    {
      stream: async () => stream([frame(event(1))], 'stays'),
      poll: async () => [],
    },
    {
      signal: controller.signal,
      after: 0,
      onEvents(events) {
        heard.push(...events)
        controller.abort()
      },
      onConnection() {},
    },
  )
  expect(heard).toHaveLength(1)
})
