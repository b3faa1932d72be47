import type { Readable } from 'node:stream'
import type { Route, Shape, ShapeOf, TSchema } from '@callboard/model'
import type { Static } from 'typebox'
import type { Severity } from '../audit/audit.ts'
import type { Credentials } from '../auth/auth.ts'

/** What a handler sees of a request, checked. */
export interface RequestContext<P, Q, B> {
  params: P
  query: Q
  body: B
  credentials: Credentials
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>
  method: string
  /** Path and query as sent. */
  url: string
  /** The raw query string, without `?`. */
  rawQuery: string
  requestId: string
  /** The caller's address; behind a proxy of `backend.trustProxy` the one that the proxy tells. */
  ip: string
  /** Who is at the other end of the connection: the caller, or a proxy. Nobody can claim another one. */
  peerIp: string
  /** Aborts when the caller goes away. */
  signal: AbortSignal
  /** Tells the audit what this call was about, where the request alone does not say it. No secrets. */
  audited(details: AuditDetails): void
  /** Sends these cookies (`Set-Cookie` headers) whatever comes of the request, an error too. */
  setCookies(cookies: readonly string[]): void
}

/** What a handler adds to the audit record of a call. */
export interface AuditDetails {
  /** As a ref where there is one: `component:default/shop`. */
  target?: string
  meta?: Record<string, unknown>
  /** Default: `medium` for what was denied or removed, `low` for everything else. */
  severityLevel?: Severity
}

/** A reply whose bytes are ready: sent as they are. Made by {@link rawReply}. */
export interface RawReply {
  readonly kind: 'raw-reply'
  status?: number
  /** Default `application/json; charset=utf-8`. */
  type?: string
  headers?: Record<string, string | string[]>
  body?: string | Uint8Array | Readable
}

/** Replies with ready bytes instead of a value: another status, a stream, or JSON that is text already. */
export const rawReply = (reply: Omit<RawReply, 'kind'>): RawReply => ({ kind: 'raw-reply', ...reply })

type ParamsOf<P> = [P] extends [undefined] ? Record<string, string> : ShapeOf<P>
type QueryOf<Q> = [Q] extends [undefined] ? Record<string, never> : ShapeOf<Q>

/** Answers a route. */
export type Handler<
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
  R extends TSchema,
> = (
  request: RequestContext<ParamsOf<P>, QueryOf<Q>, ShapeOf<B>>,
) => Promise<Static<R> | RawReply> | Static<R> | RawReply

/** The plugin's router, mounted at `/api/<plugin id>`. */
export interface Http {
  /** Serves a declared route. Check, sign-in, permission, audit, failure and the request's log line are done around it. */
  serve<P extends Shape | undefined, Q extends Shape | undefined, B extends Shape | undefined, R extends TSchema>(
    route: Route<P, Q, B, R>,
    handler: Handler<P, Q, B, R>,
  ): void
}
