import { useStream } from '@callboard/web'
import { useEffect, useEffectEvent, useState } from 'react'
import { readEvents, streamEvents } from '../../model/routes.ts'
import type { TaskEvent } from '../../model/task.ts'
import { followTask, type TaskSource } from './follow-task.ts'

/** Everything that has happened to a task, as it happens. */
export interface TaskEvents {
  events: readonly TaskEvent[]
  connection: 'opening' | 'live' | 'broken'
  /** Listens again to a task that runs once more. */
  again: () => void
}

/** Many lines come at once; after this pause one rendering is enough for all of them. */
const gatherMs = 60

/**
 * Listens to a task for as long as somebody looks at it: a hidden tab lets go of its connection, and goes on where it
 * stopped. Throws what the server throws.
 */
export function useTaskEvents(taskId: string): TaskEvents {
  const stream = useStream()
  const [events, setEvents] = useState<readonly TaskEvent[]>([])
  const [connection, setConnection] = useState<TaskEvents['connection']>('opening')
  const [failure, setFailure] = useState<{ error: unknown }>()
  const [round, setRound] = useState(0)

  const source: TaskSource = {
    stream: (after, signal) => stream(streamEvents, { params: { taskId }, query: { after } }, { signal }),
    async poll(after, signal) {
      const reply = await stream(readEvents, { params: { taskId }, query: { after } }, { signal })
      return new Response(reply).json() as Promise<TaskEvent[]>
    },
  }
  const follow = useEffectEvent((signal: AbortSignal, onEvents: (events: readonly TaskEvent[]) => void) => {
    const after = events.at(-1)?.id ?? 0
    followTask(source, { signal, after, onEvents, onConnection: setConnection }).catch((error: unknown) =>
      setFailure({ error }),
    )
  })

  useEffect(() => {
    let listening: AbortController | undefined
    let gathered: TaskEvent[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const flush = () => {
      clearTimeout(timer)
      timer = undefined
      const fresh = gathered
      gathered = []
      if (fresh.length > 0) setEvents((known) => [...known, ...fresh])
    }
    const listen = () => {
      if (document.visibilityState === 'hidden') {
        listening?.abort()
        listening = undefined
        flush()
      } else if (!listening) {
        listening = new AbortController()
        follow(listening.signal, (fresh) => {
          gathered.push(...fresh)
          timer ??= setTimeout(flush, gatherMs)
        })
      }
    }
    listen()
    document.addEventListener('visibilitychange', listen)
    return () => {
      document.removeEventListener('visibilitychange', listen)
      listening?.abort()
      clearTimeout(timer)
    }
  }, [taskId, round])

  if (failure) throw failure.error
  return {
    events,
    connection,
    again() {
      // The server has forgotten them, too: they told of the run before.
      setEvents((known) => known.filter(({ type }) => type !== 'completion' && type !== 'cancelled'))
      setRound((before) => before + 1)
    },
  }
}
