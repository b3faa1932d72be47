import { type ApiMethod, type ApiReply, createApiClient, type ScmIntegration } from '@callboard/kernel'
import { hostRefusal } from '@callboard/plugin-scaffolder'

/** One call to the API of a Bitbucket. */
export interface BitbucketCall {
  method: ApiMethod
  path: string
  body?: unknown
}

/** The API of one host, with the credentials of the step or of the portal. */
export interface BitbucketApi {
  /** `bitbucket.org` */
  host: string
  /** Without a trailing slash. */
  baseUrl: string
  /**
   * Makes a call that has to succeed.
   *
   * @param deed - For the message when Bitbucket says no, after "to": `open the pull request`.
   */
  call<T>(deed: string, call: BitbucketCall): Promise<T>
  /** The same, with the status of the answer. */
  reply<T>(deed: string, call: BitbucketCall): Promise<ApiReply<T>>
  /** What is at a path; undefined for 404. */
  find<T>(deed: string, path: string): Promise<T | undefined>
}

/** Makes the client of a host. */
export function bitbucketApi(options: {
  integration: ScmIntegration
  headers: Record<string, string>
  signal: AbortSignal
}): BitbucketApi {
  const { integration } = options
  const { host } = integration
  const client = createApiClient({ ...options, url: `https://${host}/` })
  const checked = <T>(deed: string, answer: ApiReply<T>) => {
    const { status, body } = answer
    if (status < 200 || status >= 300) throw hostRefusal(deed, { host, status, body })
    return answer
  }
  const reply = async <T>(deed: string, { method, path, body }: BitbucketCall) =>
    checked(deed, await client.call<T>(method, path, body))
  return {
    host,
    baseUrl: integration.apiBaseUrl,
    reply,
    call: async <T>(deed: string, call: BitbucketCall) => (await reply<T>(deed, call)).body,
    async find<T>(deed: string, path: string) {
      const answer = await client.call<T>('GET', path)
      return answer.status === 404 ? undefined : checked(deed, answer).body
    },
  }
}
