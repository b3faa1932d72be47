import { CallboardError } from '@callboard/model'
import type { TaskEvent } from '../../model/task.ts'
import { readEventStream } from './event-stream.ts'

/** How a task is listened to. */
export interface TaskSource {
  /** Opens the stream of events with ids above `after`. */
  stream(after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
  /** Waits, for half a minute at most, for events with ids above `after`. */
  poll(after: number, signal: AbortSignal): Promise<readonly TaskEvent[]>
}

/** What {@link followTask} is told. */
export interface FollowOptions {
  signal: AbortSignal
  /** The last event that is known already. */
  after: number
  /** New events, each once. */
  onEvents: (events: readonly TaskEvent[]) => void
  /** `broken` while another attempt is awaited. */
  onConnection: (state: 'live' | 'broken') => void
  /** Default: real time. */
  pause?: (ms: number) => Promise<void>
  /** How long a stream may say nothing at all before it counts as held up on its way. Default 45 seconds. */
  silentMs?: number
}

const firstPauseMs = 1_000
const longestPauseMs = 15_000

/**
 * Hears of everything that happens to a task until it has ended. Breaks are survived: it goes on after the last event it
 * knows. Where something on the way holds streams back, it asks again and again instead.
 *
 * @throws What the server says when the task may not be read; an abort is no failure.
 */
export async function followTask(
  source: TaskSource,
  { signal, after, onEvents, onConnection, pause = wait, silentMs = 45_000 }: FollowOptions,
): Promise<void> {
  let last = after
  let attempts = 0
  let isHeldUp = false
  let hasEnded = false

  function hear(events: readonly TaskEvent[]) {
    attempts = 0
    onConnection('live')
    const fresh = events.filter(({ id }) => id > last)
    // A completion is told with every answer, also to those who know it.
    hasEnded ||= events.some(({ type, isTaskRecoverable }) => type === 'completion' && !isTaskRecoverable)
    if (fresh.length === 0) return
    last = Math.max(...fresh.map(({ id }) => id))
    onEvents(fresh)
  }

  async function listen() {
    const watched = new AbortController()
    const abort = () => watched.abort()
    signal.addEventListener('abort', abort)
    let timer = setTimeout(giveUp, silentMs)
    function giveUp() {
      isHeldUp = true
      watched.abort()
    }
    try {
      for await (const frames of readEventStream(await source.stream(last, watched.signal))) {
        clearTimeout(timer)
        timer = setTimeout(giveUp, silentMs)
        // The shape is fixed by spec/scaffolder.md 8.8.
        hear(frames.map(({ data }) => JSON.parse(data) as TaskEvent))
        if (hasEnded || signal.aborted) return
      }
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
  }

  while (!signal.aborted && !hasEnded) {
    try {
      if (isHeldUp) hear(await source.poll(last, signal))
      else await listen()
      if (isHeldUp || hasEnded) continue
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof CallboardError && error.statusCode < 500) throw error
      // A stream that was given up is no reason to wait.
      if (isHeldUp && attempts === 0 && !(error instanceof CallboardError)) {
        attempts = 1
        continue
      }
    }
    if (signal.aborted) return
    onConnection('broken')
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** attempts))
    attempts += 1
  }
}

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
