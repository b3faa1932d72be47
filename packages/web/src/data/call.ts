import type { Route, Shape, ShapeOf, Static, TSchema } from '@callboard/model'
import type { Session } from '../session/session.ts'
import { fromWire, webErrors } from './wire-error.ts'

type NoInput = Record<never, never>
type IsOptional<T> = NoInput extends T ? true : false
type Part<Key extends string, S> = [S] extends [undefined]
  ? NoInput
  : IsOptional<ShapeOf<S>> extends true
    ? { [K in Key]?: ShapeOf<S> }
    : { [K in Key]: ShapeOf<S> }
type Params<P> = [P] extends [undefined] ? { params?: Readonly<Record<string, string>> } : Part<'params', P>

/** What a route wants from its caller: `{ params, query, body }`, each only where the route declares it. */
export type InputOf<R> =
  R extends Route<infer P, infer Q, infer B, TSchema>
    ? Params<P> &
        Part<'query', Q> &
        Part<'body', B> & { /** Whose route it is. Default: the plugin that calls. */ plugin?: string }
    : never

/** What a route answers. */
export type ReplyOf<R> = R extends { reply: infer S extends TSchema } ? Static<S> : never

/** The arguments after the route: the input may be left out where nothing is required. */
export type InputArguments<R> = IsOptional<InputOf<R>> extends true ? [input?: InputOf<R>] : [input: InputOf<R>]

/** A route as far as calling needs it. Any route fits. */
// The parameters are inferred from the route itself; here only its runtime part matters.
export type AnyRoute = Route<Shape | undefined, Shape | undefined, Shape | undefined, TSchema>

/** The input without its types, as it travels. */
export interface LooseInput {
  params?: Readonly<Record<string, unknown>>
  query?: Readonly<Record<string, unknown>>
  body?: unknown
  plugin?: string
}

/** One call of a route. */
export interface Call {
  pluginId: string
  route: Pick<AnyRoute, 'method' | 'path'>
  input: LooseInput
  signal?: AbortSignal
  /** `file`: the reply is a Blob, whatever is in it. `stream`: its bytes as they come. Default: JSON. */
  answer?: 'json' | 'file' | 'stream'
}

/** Calls routes as the person who is signed in. */
export type Caller = (call: Call) => Promise<unknown>

/**
 * Makes the one way from the browser to the server.
 *
 * @returns A function that resolves with the parsed reply. A refused token is renewed once. It throws what the server
 * threw, or `web/server-unreachable`.
 */
export function createCaller(session: Session, fetch: typeof globalThis.fetch): Caller {
  return async (call) => {
    const token = await session.token().catch(asUnreachable)
    const first = await send(call, token)
    if (first.status !== 401) return reply(first, call.answer)
    session.discard(token)
    return reply(await send(call, await session.token().catch(asUnreachable)), call.answer)
  }

  function send({ pluginId, route, input, signal }: Call, token: string): Promise<Response> {
    const hasBody = input.body !== undefined
    return fetch(urlOf(pluginId, route.path, input), {
      method: route.method,
      headers: { authorization: `Bearer ${token}`, ...(hasBody && { 'content-type': 'application/json' }) },
      ...(hasBody && { body: JSON.stringify(input.body) }),
      ...(signal && { signal }),
    }).catch(asUnreachable)
  }
}

/** The URL of a call: `/api/catalog/entities/by-name/component/default/billing?fields=kind`. */
export function urlOf(pluginId: string, path: string, { params = {}, query = {} }: LooseInput): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`The route ${path} needs the parameter "${name}".`)
    return encodeURIComponent(String(value))
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one))
    }
  }
  return `/api/${pluginId}${filled}${search.size > 0 ? `?${search}` : ''}`
}

async function reply(response: Response, answer: Call['answer']): Promise<unknown> {
  if (!response.ok) throw await fromWire(response)
  if (answer === 'stream') return response.body
  if (answer === 'file') return response.blob().catch(asUnreachable)
  const text = await response.text().catch(asUnreachable)
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw webErrors.unreadableReply({}, { cause })
  }
}

/** `fetch` fails with a TypeError when no answer came; an abort and what the server said pass through. */
function asUnreachable(cause: unknown): never {
  throw cause instanceof TypeError ? webErrors.serverUnreachable({}, { cause }) : cause
}
