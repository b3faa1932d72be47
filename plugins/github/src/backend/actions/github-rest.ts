import { type ApiMethod, createApiClient, type ScmIntegration } from '@callboard/kernel'
import { hostRefusal } from '@callboard/plugin-scaffolder'
import type { paths } from '@octokit/openapi-types'
import { errors } from './errors.ts'

/** A call of GitHub's published description: `POST /repos/{owner}/{repo}/hooks`. */
export type Endpoint = { [P in keyof paths]: `${Uppercase<keyof paths[P] & string>} ${P}` }[keyof paths]

type Operation<E extends Endpoint> = E extends `${infer M} ${infer P extends keyof paths}`
  ? paths[P][Lowercase<M> & keyof paths[P]]
  : never

/** What a call may send. */
export type BodyOf<E extends Endpoint> =
  Operation<E> extends { requestBody?: { content: { 'application/json': infer B } } } ? NonNullable<B> : undefined

/** What GitHub answers when it is done. */
export type AnswerOf<E extends Endpoint> =
  Operation<E> extends { responses: infer R }
    ? R[keyof R & (200 | 201 | 202)] extends { content: { 'application/json': infer A } }
      ? A
      : undefined
    : never

type PathOf<E extends Endpoint> =
  Operation<E> extends { parameters: { path: infer P } } ? Omit<P, 'owner' | 'repo'> : Record<never, never>

/** What a call is made with. `owner` and `repo` of the path are those of the repository. */
export type RestRequest<E extends Endpoint> = {
  /** What is to be done, after "to", for the message of a refusal: `create a webhook`. */
  deed: string
  query?: Record<string, string>
} & (keyof PathOf<E> extends never ? { path?: undefined } : { path: PathOf<E> }) &
  (BodyOf<E> extends undefined ? { body?: undefined } : { body?: BodyOf<E> })

/** What GitHub answered, whatever it was; `body` is of that shape where the status is a good one. */
export interface RestReply<E extends Endpoint> {
  status: number
  isDone: boolean
  body: AnswerOf<E>
  /** The answer as an error to throw or to tell. */
  refusal(advice?: string): Error
}

/** The REST API of GitHub, about one repository. */
export interface GithubRest {
  /** @throws `scaffolder/host-denied`, `scaffolder/host-refused` with GitHub's own words. */
  ask<E extends Endpoint>(endpoint: E, request: RestRequest<E>): Promise<AnswerOf<E>>
  /** Like `ask`, and leaves it to the caller what a refusal means. */
  attempt<E extends Endpoint>(endpoint: E, request: RestRequest<E>): Promise<RestReply<E>>
  /** All items of a list. */
  list<E extends Endpoint>(endpoint: E, request: RestRequest<E>): Promise<AnswerOf<E>>
  /** Asks the GraphQL API. @throws Error with GitHub's own words. */
  graphql<T>(query: string, variables: Record<string, unknown>): Promise<T>
}

const pageSize = 100

/**
 * Makes a client with credentials that were looked up.
 *
 * @param repository - What `{owner}` and `{repo}` stand for.
 */
export function githubRest(
  repository: { owner: string; repo: string },
  options: { integration: ScmIntegration; headers: Record<string, string>; signal?: AbortSignal },
): GithubRest {
  const { integration } = options
  const client = createApiClient({
    ...options,
    url: `https://${integration.host}/${repository.owner}`,
    headers: { ...options.headers, accept: 'application/vnd.github+json' },
  })
  const attempt = async <E extends Endpoint>(endpoint: E, request: RestRequest<E>): Promise<RestReply<E>> => {
    const [method = '', template = ''] = endpoint.split(' ')
    const path = `${fillPath(template, { ...repository, ...request.path })}${queryOf(request.query)}`
    // The type of the endpoint holds no other words; the body's shape is GitHub's documented one.
    const reply = await client.call<AnswerOf<E>>(method as ApiMethod, path, request.body)
    return {
      ...reply,
      isDone: reply.status >= 200 && reply.status < 300,
      refusal: (advice) => hostRefusal(request.deed, { host: integration.host, ...reply }, advice),
    }
  }
  const ask = async <E extends Endpoint>(endpoint: E, request: RestRequest<E>): Promise<AnswerOf<E>> => {
    const reply = await attempt(endpoint, request)
    if (!reply.isDone) throw reply.refusal()
    return reply.body
  }
  return {
    attempt,
    ask,
    async list<E extends Endpoint>(endpoint: E, request: RestRequest<E>) {
      const found: unknown[] = []
      for (let page = 1; ; page++) {
        const query = { ...request.query, per_page: String(pageSize), page: String(page) }
        // Only endpoints that answer lists are asked here.
        const items = (await ask(endpoint, { ...request, query })) as unknown[]
        found.push(...items)
        if (items.length < pageSize) return found as AnswerOf<E>
      }
    },
    async graphql<T>(query: string, variables: Record<string, unknown>) {
      // github.com: https://api.github.com/graphql; Enterprise: …/api/v3 beside …/api/graphql.
      const url = `${integration.apiBaseUrl.replace(/\/v3$/, '')}/graphql`
      type Answer = { data?: T | null; errors?: { message: string }[] }
      const { status, body } = await client.call<Answer>('POST', url, { query, variables })
      if (status === 200 && body.data && !body.errors?.length) return body.data
      throw hostRefusal('answer a GraphQL request', { host: integration.host, status, body })
    },
  }
}

// Names that are whole paths: slashes in them part segments.
const isPath = (name: string) => name === 'path' || name === 'ref'

/** Fills `{names}`; what is filled in cannot lead to another place of the API. */
const fillPath = (template: string, names: Record<string, unknown>) =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(names[name])
    const segments = isPath(name) ? value.split('/') : [value]
    // Browsers and servers resolve these, whatever they are encoded as.
    if (segments.some((segment) => segment === '.' || segment === '..' || segment === ''))
      throw errors.badName({ name, value })
    return segments.map(encodeURIComponent).join('/')
  })

const queryOf = (query: Record<string, string> | undefined) => (query ? `?${new URLSearchParams(query)}` : '')
