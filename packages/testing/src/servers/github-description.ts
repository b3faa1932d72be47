import type { paths } from '@octokit/openapi-types'
import type { ApiReply, ApiRequest, ApiRoute } from './api-server.ts'

/** A call of GitHub's published description: `POST /repos/{owner}/{repo}/hooks`. */
export type GithubEndpoint = { [P in keyof paths]: `${Uppercase<keyof paths[P] & string>} ${P}` }[keyof paths]

type Operation<E extends GithubEndpoint> = E extends `${infer M} ${infer P extends keyof paths}`
  ? paths[P][Lowercase<M> & keyof paths[P]]
  : never
type Success<E extends GithubEndpoint> =
  Operation<E> extends { responses: infer R }
    ? R[keyof R & (200 | 201 | 202)] extends { content: { 'application/json': infer A } }
      ? A
      : undefined
    : never
type Parts<T> = T extends readonly (infer I)[] ? Parts<I>[] : T extends object ? { [K in keyof T]?: Parts<T[K]> } : T

/** What GitHub takes. */
export type GithubBody<E extends GithubEndpoint> =
  Operation<E> extends { requestBody?: { content: { 'application/json': infer B } } } ? NonNullable<B> : undefined

/** A part of what GitHub answers: nothing in it is named or typed otherwise than GitHub says. */
export type GithubAnswer<E extends GithubEndpoint> = Parts<Success<E>>

/** What a route of the double answers: a part of what GitHub does, or a refusal. */
export type GithubReply<E extends GithubEndpoint> =
  | { status: 200 | 201 | 202; body: GithubAnswer<E> }
  | { status: 204 }
  | GithubRefusal

/** How GitHub says no. */
export interface GithubRefusal {
  status: 303 | 401 | 403 | 404 | 409 | 410 | 422
  body: { message: string; errors?: { message: string }[] }
}

/** Makes a route from a call of the description. `{path}` and `{ref}` may hold slashes. */
export function githubRoute<E extends GithubEndpoint>(
  endpoint: E,
  answer: (request: ApiRequest, body: GithubBody<E>) => GithubReply<E> | Promise<GithubReply<E>>,
): ApiRoute {
  const [method = '', template = ''] = endpoint.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    /^(path|ref)$/.test(name) ? `*${name}` : `:${name}`,
  )
  // The client's requests are typed by the same description.
  const bodyOf = ({ body }: ApiRequest) => (body === '' ? undefined : JSON.parse(body)) as GithubBody<E>
  return [method, `/api/v3${path}`, async (request): Promise<ApiReply> => answer(request, bodyOf(request))]
}

/** A refusal in GitHub's words. */
export const githubRefuses = (
  status: GithubRefusal['status'],
  message: string,
  ...details: string[]
): GithubRefusal => ({
  status,
  body: { message, ...(details.length > 0 ? { errors: details.map((detail) => ({ message: detail })) } : {}) },
})
