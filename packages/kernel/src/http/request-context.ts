import type { ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Credentials } from '../auth/auth.ts'
import type { CheckedRequest } from './check-request.ts'
import type { AuditDetails, RequestContext } from './http.ts'

/** What a handler sees. A class, because what most handlers never look at is made when they look. */
export class CheckedContext implements RequestContext<unknown, unknown, unknown> {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly credentials: Credentials
  readonly #request: FastifyRequest
  readonly #response: ServerResponse
  #signal: AbortSignal | undefined
  #auditDetails: AuditDetails | undefined

  constructor(of: {
    request: FastifyRequest
    response: ServerResponse
    checked: CheckedRequest
    credentials: Credentials
  }) {
    this.params = of.checked.params
    this.query = of.checked.query
    this.body = of.checked.body
    this.credentials = of.credentials
    this.#request = of.request
    this.#response = of.response
  }

  /** Made when looked at, and bound: handlers take the context apart. */
  get audited() {
    return (details: AuditDetails): void => {
      this.#auditDetails = { ...this.#auditDetails, ...details }
    }
  }

  get setCookies() {
    return (cookies: readonly string[]): void => {
      for (const cookie of cookies) this.#response.appendHeader('set-cookie', cookie)
    }
  }

  get auditDetails() {
    return this.#auditDetails
  }

  get headers() {
    return this.#request.headers
  }

  get method() {
    return this.#request.method
  }

  get url() {
    return this.#request.url
  }

  get rawQuery() {
    const { url } = this.#request
    const start = url.indexOf('?')
    return start < 0 ? '' : url.slice(start + 1)
  }

  get requestId() {
    return this.#request.id
  }

  get ip() {
    return this.#request.ip
  }

  get peerIp() {
    // Gone once the connection is.
    return this.#request.socket.remoteAddress ?? ''
  }

  get signal() {
    if (this.#signal) return this.#signal
    const controller = new AbortController()
    const response = this.#response
    const abortUnlessSent = () => {
      if (!response.writableFinished) controller.abort()
    }
    if (response.closed) abortUnlessSent()
    else response.once('close', abortUnlessSent)
    this.#signal = controller.signal
    return this.#signal
  }
}
