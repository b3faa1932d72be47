import { CallboardError } from '@callboard/model'
import { useMutation, usePrefetchQuery, useQueries, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import type { AnyRoute, InputArguments, InputOf, LooseInput, ReplyOf } from './call.ts'
import { findQuestion, readQuestion } from './questions.ts'

/**
 * Reads a declared route. Suspends until the reply is there and throws what the server threw: the boundary around the
 * page or card shows both. The same read elsewhere on the page is not sent twice.
 *
 * @param route - Declared with `get` (or `post`, where reading needs a body) in a plugin's model.
 * @param input - `params`, `query`, `body` as the route declares them, and `plugin` for another plugin's route.
 */
export function useRead<R extends AnyRoute>(route: R, ...[given]: InputArguments<R>): ReplyOf<R> {
  // InputOf is LooseInput with types; the compiler cannot see through the conditional type.
  const { data } = useSuspenseQuery(useQuestion(route, (given ?? {}) as LooseInput))
  // The server answers by the route's own schema.
  return data as ReplyOf<R>
}

/**
 * Reads pieces of something long, without waiting for them.
 *
 * @param inputs - One for each piece, as for {@link useRead}.
 * @returns As many replies; undefined stands for those that are on their way. Throws what the server threw.
 */
export function useReadPieces<R extends AnyRoute>(route: R, inputs: readonly InputOf<R>[]): (ReplyOf<R> | undefined)[] {
  const { call } = usePortal()
  const own = useExtensionPlace()?.pluginId
  const queries = inputs.map((given) => {
    // As in useRead.
    const input = given as LooseInput
    return { ...readQuestion({ call, pluginId: calleeOf(route, input, own), route, input }), throwOnError: true }
  })
  // The server answers by the route's own schema.
  return useQueries({ queries }).map(({ data }) => (data ?? undefined) as ReplyOf<R> | undefined)
}

/** Begins a read that a part of the page will want, so that it does not have to wait for its turn. Shows nothing. */
export function useReadAhead<R extends AnyRoute>(route: R, ...[given]: InputArguments<R>): void {
  // As in useRead.
  usePrefetchQuery(useQuestion(route, (given ?? {}) as LooseInput))
}

/** As {@link useReadAhead}, for what a part of the page will ask with {@link useFind}. */
export function useFindAhead<R extends AnyRoute>(route: R, ...[given]: InputArguments<R>): void {
  const { call } = usePortal()
  // As in useRead.
  const input = (given ?? {}) as LooseInput
  const pluginId = useCallee(route, input)
  usePrefetchQuery(findQuestion({ call, pluginId, route, input }))
}

function useQuestion(route: AnyRoute, input: LooseInput) {
  const { call } = usePortal()
  const pluginId = useCallee(route, input)
  return readQuestion({ call, pluginId, route, input })
}

/**
 * Reads a declared route that may have nothing to answer with.
 *
 * @returns Like {@link useRead}; `undefined` where the server says that there is no such thing.
 */
export function useFind<R extends AnyRoute>(route: R, ...[given]: InputArguments<R>): ReplyOf<R> | undefined {
  const { call } = usePortal()
  // As in useRead.
  const input = (given ?? {}) as LooseInput
  const pluginId = useCallee(route, input)
  const { data } = useSuspenseQuery(findQuestion({ call, pluginId, route, input }))
  // The server answers by the route's own schema.
  return data === null ? undefined : (data as ReplyOf<R>)
}

/** What came of a read that may be refused. */
export type Tried<R> = { state: 'answered'; reply: ReplyOf<R> } | { state: 'refused'; error: CallboardError }

/**
 * Reads a declared route whose refusal is part of the page: a form that says what is wrong with what was typed.
 *
 * @returns Like {@link useRead}, and what the server refused (a status below 500) as a value. Other failures are thrown.
 */
export function useTry<R extends AnyRoute>(route: R, ...[given]: InputArguments<R>): Tried<R> {
  const { call } = usePortal()
  // As in useRead.
  const input = (given ?? {}) as LooseInput
  const pluginId = useCallee(route, input)
  const { data } = useSuspenseQuery({
    queryKey: [pluginId, 'try', route.method, route.path, input.params, input.query, input.body],
    queryFn: ({ signal }): Promise<Tried<R>> =>
      call({ pluginId, route, input, signal }).then(
        // The server answers by the route's own schema.
        (reply) => ({ state: 'answered', reply: reply as ReplyOf<R> }),
        (error: unknown) => {
          if (error instanceof CallboardError && error.statusCode < 500) return { state: 'refused', error }
          throw error
        },
      ),
  })
  return data
}

/** A way to have what a plugin has read, as far as it is shown, read again. */
export function useReadAgain(plugin?: string): () => Promise<void> {
  const client = useQueryClient()
  const own = useExtensionPlace()?.pluginId
  const pluginId = plugin ?? own
  return () => client.invalidateQueries({ queryKey: [pluginId] })
}

/** A way to send something, and how far it got. */
export interface Sending<R> {
  /** Resolves with the reply; rejects with what the server threw. What its plugin had read is read again. */
  send(...input: InputArguments<R>): Promise<ReplyOf<R>>
  readonly state: 'idle' | 'sending' | 'sent' | 'failed'
  /** Why it failed. */
  readonly error: Error | null
}

/** Sends to a declared route that acts. */
export function useSend<R extends AnyRoute>(route: R): Sending<R> {
  const { call } = usePortal()
  const client = useQueryClient()
  const own = useExtensionPlace()?.pluginId
  const mutation = useMutation({
    mutationFn: (input: LooseInput) => call({ pluginId: calleeOf(route, input, own), route, input }),
    onSuccess: (_, input) => client.invalidateQueries({ queryKey: [calleeOf(route, input, own)] }),
  })
  return {
    // As in useRead: the typed input is a LooseInput, the reply follows the route's schema.
    send: async (...[input]) => (await mutation.mutateAsync((input ?? {}) as LooseInput)) as ReplyOf<R>,
    state: ({ idle: 'idle', pending: 'sending', success: 'sent', error: 'failed' } as const)[mutation.status],
    error: mutation.error,
  }
}

const useCallee = (route: AnyRoute, input: LooseInput) => calleeOf(route, input, useExtensionPlace()?.pluginId)

function calleeOf(route: AnyRoute, input: LooseInput, own: string | undefined): string {
  const pluginId = input.plugin ?? own
  if (pluginId === undefined) {
    throw new TypeError(`Nobody owns this component: say { plugin } to read ${route.method} ${route.path} from here.`)
  }
  return pluginId
}
