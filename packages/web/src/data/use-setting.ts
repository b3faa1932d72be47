import { CallboardError, post, put, Type } from '@callboard/model'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { usePortal } from '../shell/portal.tsx'
import { useShellText } from '../text/use-text.tsx'
import { useAnnounce } from '../ui/Toasts.tsx'
import type { Caller } from './call.ts'

/** spec/platform.md 14 */
const readSettings = post('/multiget', {
  summary: 'Read many settings.',
  body: { items: Type.Array(Type.Unknown()) },
  reply: Type.Unknown(),
})
const writeSetting = put('/buckets/:bucket/keys/:key', {
  summary: 'Set one.',
  body: { value: Type.Unknown() },
  reply: Type.Unknown(),
})

/** What a person set, and the way to set it. */
export interface Setting<T> {
  /** The default until it is read, and where nothing is set. */
  readonly value: T
  readonly state: 'reading' | 'ready' | 'failed'
  /**
   * Changes it; shown at once. `change` gets what is set now and may be called again with what another device set
   * meanwhile. Resolves when it is kept; a failure takes it back and is announced.
   */
  set(change: (value: T) => T): Promise<void>
}

/**
 * Something that a person sets for themselves, kept by the server for all their devices.
 *
 * @param initial - The value while nothing is set. What is stored in another shape (no list, say) counts as not set.
 */
export function useSetting<T>(bucket: string, key: string, initial: T): Setting<T> {
  const { call } = usePortal()
  const client = useQueryClient()
  const announce = useAnnounce()
  const t = useShellText()
  const queryKey = ['user-settings', bucket, key]
  const read = () => readValue(call, { bucket, key })
  const { data, status } = useQuery({ queryKey, queryFn: read })
  const shaped = (value: unknown) => (isShapedLike(value, initial) ? value : initial)

  async function set(change: (value: T) => T) {
    // Until it is read, nobody knows what a change would be a change of: then only the server's value is changed.
    const showing = (value: unknown) => (value === undefined ? undefined : change(shaped(value)))
    const line = lineOf(client, queryKey)
    line.length += 1
    try {
      await client.cancelQueries({ queryKey })
      client.setQueryData(queryKey, showing)
      await inTurn(line, async () => {
        const value = change(shaped(await read()))
        await call({
          pluginId: 'user-settings',
          route: writeSetting,
          input: { params: { bucket, key }, body: { value } },
        })
      })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('setting.failed', 'Your change could not be kept: {reason}', { reason }))
    }
    line.length -= 1
    if (line.length === 0) await client.invalidateQueries({ queryKey })
  }

  const state = ({ pending: 'reading', success: 'ready', error: 'failed' } as const)[status]
  return { value: shaped(data), state, set }
}

/** Follows what the person sets in other tabs and on other devices. Call once, in the shell. */
export function useLiveSettings(): void {
  const { signals } = usePortal()
  const client = useQueryClient()
  useEffect(
    () =>
      signals.subscribe('user-settings', (message) => {
        // spec/platform.md 13 names no bucket. Without a message any of them may have changed.
        const changed = (message as { key: string } | undefined)?.key
        void client.invalidateQueries({
          queryKey: ['user-settings'],
          // What is being changed here is read when that is done; before, it would show the old value once more.
          predicate: ({ queryKey }) =>
            (changed === undefined || queryKey[2] === changed) && lineOf(client, queryKey).length === 0,
        })
      }),
    [signals, client],
  )
}

interface Wanted {
  bucket: string
  key: string
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

const wantedBy = new WeakMap<Caller, Wanted[]>()

/** Reads one setting; null when it is not set. What is wanted at the same time travels together. */
function readValue(call: Caller, name: { bucket: string; key: string }): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const wanted = wantedBy.get(call) ?? []
    wanted.push({ ...name, resolve, reject })
    if (wanted.length > 1) return
    wantedBy.set(call, wanted)
    setTimeout(() => void readTogether(call, wanted))
  })
}

async function readTogether(call: Caller, wanted: readonly Wanted[]): Promise<void> {
  wantedBy.delete(call)
  try {
    const items = wanted.map(({ bucket, key }) => ({ bucket, key }))
    const reply = await call({ pluginId: 'user-settings', route: readSettings, input: { body: { items } } })
    // The shape is fixed by spec/platform.md 14: one item for each, in their order.
    const found = (reply as { items: ({ value: unknown } | null)[] }).items
    for (const [place, { resolve }] of wanted.entries()) resolve(found[place]?.value ?? null)
  } catch (error) {
    // A portal without the plugin: nothing is set.
    const isMissing = error instanceof CallboardError && error.name === 'NotFoundError'
    for (const { resolve, reject } of wanted) isMissing ? resolve(null) : reject(error)
  }
}

function isShapedLike<T>(value: unknown, initial: T): value is T {
  return value !== null && typeof value === typeof initial && Array.isArray(value) === Array.isArray(initial)
}

/** The changes of one setting that are not kept yet. */
interface Line {
  length: number
  last: Promise<unknown>
}

const lines = new WeakMap<QueryClient, Map<string, Line>>()

function lineOf(client: QueryClient, queryKey: readonly unknown[]): Line {
  const all = lines.get(client) ?? new Map<string, Line>()
  lines.set(client, all)
  const name = JSON.stringify(queryKey)
  const line = all.get(name) ?? { length: 0, last: Promise.resolve() }
  all.set(name, line)
  return line
}

/** Changes of one setting wait for each other: each begins with what the one before has made. */
function inTurn(line: Line, work: () => Promise<void>): Promise<void> {
  const turn = line.last.then(work)
  // Whoever is next does not fail because this one did.
  line.last = turn.catch(() => {})
  return turn
}
