import { setTimeout as pause } from 'node:timers/promises'
import type { TaskEvent } from '../../model/index.ts'
import type { TaskStore } from '../tasks/task-store.ts'

/** A proxy closes what is silent for a minute; many do after less. */
const heartbeatMs = 15_000
/** How long a long poll waits (spec/scaffolder.md 8.9). */
const pollMs = 30_000
/** How long to rest after being woken for nothing: not every event is shown, and the store knows only that there is one. */
const restMs = 500

/** What following a task needs to know. */
export interface Following {
  store: Pick<TaskStore, 'listEvents' | 'waitForEvents'>
  taskId: string
  /** Only events with larger ids; a completion comes in any case, once. */
  after?: number | undefined
  signal: AbortSignal
}

/**
 * What happens to a task as server-sent events (spec/scaffolder.md 8.8), until it has completed for good.
 *
 * @param options.mayGoOn - Asked before everything that is sent: whoever may no longer read the task hears no more of it.
 */
export async function* eventStream(options: Following & { mayGoOn(): Promise<boolean> }): AsyncGenerator<string> {
  const { store, taskId, signal, mayGoOn } = options
  const told = new Set<number>()
  let last = options.after ?? 0
  for (let round = 0; !signal.aborted; round++) {
    const events = (await store.listEvents(taskId, last)).filter(({ id }) => !told.has(id))
    if (!(await mayGoOn())) return
    // A comment tells at once that the connection stands, and later keeps it alive.
    yield events.length > 0 ? events.map(frame).join('') : ': waiting\n\n'
    for (const { id, type } of events) {
      last = Math.max(last, id)
      // Only completions come again and again.
      if (type === 'completion') told.add(id)
    }
    if (events.some(({ type, isTaskRecoverable }) => type === 'completion' && !isTaskRecoverable)) return
    if (events.length === 0 && round > 0) await rest(signal)
    await store.waitForEvents(taskId, last, { timeoutMs: heartbeatMs, signal })
  }
}

/** The events of a task as soon as there are any; none after half a minute. */
export async function pollEvents({ store, taskId, after, signal }: Following): Promise<TaskEvent[]> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(pollMs)])
  for (let round = 0; ; round++) {
    const events = await store.listEvents(taskId, after)
    if (events.length > 0 || over.aborted) return events
    if (round > 0) await rest(over)
    await store.waitForEvents(taskId, after ?? 0, { timeoutMs: pollMs, signal: over })
  }
}

// Rejects when the signal aborts, which whoever rests sees at the signal.
const rest = (signal: AbortSignal) => pause(restMs, undefined, { signal }).catch(() => {})

const frame = (event: TaskEvent) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
