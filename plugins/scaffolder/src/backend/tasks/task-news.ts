import type { Database, Events, Signals } from '@callboard/kernel'

/** The topic on which replicas and other plugins are told what becomes of tasks (spec/scaffolder.md 7.8). */
export const taskTopic = 'scaffolder.task'

/** What is told. Never a secret, and not the answers: whoever may see those reads the task. */
export interface TaskNews {
  id: string
  taskId: string
  /** What has just happened to it. `cancelled`: somebody wants it to end. */
  status: 'open' | 'processing' | 'completed' | 'failed' | 'cancelled'
  reason?: string
}

/** Wakes whoever waits for something to happen to a task. */
export interface TaskNewsroom {
  /** Something was stored about the task by this process. */
  stored(taskId: string): void
  /** Tells all replicas, without waiting for them. */
  publish(news: Omit<TaskNews, 'taskId'>): void
  subscribe(handler: (news: TaskNews) => void): () => void
  /** Resolves when what was published is on its way: others are to hear of what a stopping process leaves to them. */
  settled(): Promise<void>
  /** Resolves when an event above `after` may be there; at the latest after `timeoutMs`. */
  wait(taskId: string, after: number, options: { timeoutMs: number; signal?: AbortSignal }): Promise<void>
}

/** How often events of tasks are looked for that another replica runs. */
const lookMs = 500

/** @param onProblem - Told when the bus or the database fails; whoever waits is woken later. */
export function taskNewsroom(options: {
  db: Database
  events: Events
  signals: Signals
  onProblem(error: unknown): void
}): TaskNewsroom {
  const { db, events, signals, onProblem } = options
  /** By task: whoever waits, and for events above which id. */
  const waiting = new Map<string, Set<{ after: number; wake(): void }>>()
  const passing = new Set<Promise<void>>()
  let looking: NodeJS.Timeout | undefined

  const pass = (sent: Promise<void>) => {
    const passed = sent.catch(onProblem).finally(() => passing.delete(passed))
    passing.add(passed)
  }
  const subscribe: TaskNewsroom['subscribe'] = (handler) =>
    // Only `publish` below uses the topic.
    events.subscribe([taskTopic], ({ payload }) => handler(payload as TaskNews))

  const wakeAll = (taskId: string) => {
    for (const { wake } of waiting.get(taskId) ?? []) wake()
  }

  async function look() {
    const ids = JSON.stringify([...waiting.keys()])
    const rows = await db.all<{ task_id: string; id: number }>(
      db.dialect === 'sqlite' ? newestSqlite : newestPostgres,
      [ids],
    )
    for (const row of rows) for (const { after, wake } of waiting.get(row.task_id) ?? []) if (row.id > after) wake()
  }

  function lookLater() {
    if (looking || waiting.size === 0) return
    looking = setTimeout(() => {
      looking = undefined
      look().catch(onProblem).finally(lookLater)
    }, lookMs)
    looking.unref()
  }

  subscribe(({ id }) => wakeAll(id))
  return {
    stored: wakeAll,
    publish({ id, ...news }) {
      pass(events.publish({ topic: taskTopic, payload: { id, taskId: id, ...news } }))
      // Browsers only need to know that what they show may be outdated; who may see what is asked again.
      pass(signals.send({ type: 'broadcast' }, 'scaffolder:tasks', { taskId: id }))
    },
    subscribe,
    async settled() {
      await Promise.all(passing)
    },
    async wait(taskId, after, { timeoutMs, signal }) {
      if (signal?.aborted) return
      const { promise, resolve } = Promise.withResolvers<void>()
      const waiter = { after, wake: resolve }
      const others = waiting.get(taskId) ?? new Set()
      waiting.set(taskId, others.add(waiter))
      const timer = setTimeout(resolve, timeoutMs)
      const aborted = () => resolve()
      signal?.addEventListener('abort', aborted, { once: true })
      try {
        // What came after the caller looked, and before it waited.
        const missed = await db.get('select 1 as yes from event where task_id = ? and id > ? limit 1', [taskId, after])
        if (missed) return
        lookLater()
        await promise
      } finally {
        clearTimeout(timer)
        signal?.removeEventListener('abort', aborted)
        others.delete(waiter)
        if (others.size === 0) waiting.delete(taskId)
      }
    },
  }
}

const newestSqlite = `
  select task_id, max(id) as id from event where task_id in (select value from json_each(?)) group by task_id`
const newestPostgres = `
  select task_id, max(id) as id from event where task_id in (select jsonb_array_elements_text(?::jsonb)) group by task_id`
