import { errors } from './errors.ts'
import { createHttpClient } from './http-client.ts'

/** Asks an API as a person who has signed in there. Every call throws AuthenticationError once the token is over. */
export interface PersonApi {
  /** The JSON at a path below the base. Its shape is the host's documented one. */
  get<T>(path: string): Promise<T>
  /** Like `get`, for text. */
  getText(path: string): Promise<string>
  /** Like `get`, but undefined where the person, or the scope of the token, may not see it. */
  find<T>(path: string): Promise<T | undefined>
  /** All items of a list, by `Link: rel="next"`; undefined like `find`. */
  findAll<T>(path: string): Promise<T[] | undefined>
}

const timeoutMs = 10_000
const maxBodyBytes = 5 * 1024 * 1024
/** Of lists of what one person belongs to. */
const maxPages = 50

/**
 * Makes a client. Somebody waits for it in front of a screen: it gives up soon, and tries nothing twice.
 *
 * @param options.baseUrl - Without a trailing slash; from the config, so it may be in the company's own network.
 * @param options.headers - With the credentials of the person.
 */
export function createPersonApi(options: { baseUrl: string; headers: Record<string, string> }): PersonApi {
  const http = createHttpClient({ maxBodyBytes })
  const { origin } = new URL(options.baseUrl)
  const read = async (url: string) => {
    const headers = { accept: 'application/json', ...options.headers }
    const signal = AbortSignal.timeout(timeoutMs)
    const reply = await http.send(
      { url, headers },
      { signal, trustOf: (hop) => (hop.origin === origin ? 'trusted' : 'guarded') },
    )
    return { status: reply.status, link: reply.headers.link, text: (await reply.buffer()).toString() }
  }
  const find = async (path: string) => {
    const url = path.startsWith('http') ? path : `${options.baseUrl}${path}`
    // The token goes nowhere else, wherever a page says that the next one is.
    if (new URL(url).origin !== origin) throw new Error(`${options.baseUrl} points to another host: ${url}`)
    const reply = await read(url)
    if (reply.status === 403 || reply.status === 404) return undefined
    if (reply.status === 401) throw errors.personRefused({ url })
    if (reply.status !== 200) throw new Error(`${url} answered ${reply.status} when it was asked who this is.`)
    return reply
  }
  const getText = async (path: string) => {
    const reply = await find(path)
    if (!reply) throw new Error(`${options.baseUrl}${path} does not say who this is: the token may not read it.`)
    return reply.text
  }
  return {
    getText,
    // The host's documented shape: each caller names the part it uses.
    get: async <T>(path: string) => JSON.parse(await getText(path)) as T,
    async find<T>(path: string) {
      const reply = await find(path)
      return reply && (JSON.parse(reply.text) as T)
    },
    async findAll<T>(path: string) {
      const found: T[] = []
      let next: string | undefined = path
      for (let page = 0; next !== undefined && page < maxPages; page++) {
        const reply = await find(next)
        if (!reply) return undefined
        found.push(...(JSON.parse(reply.text) as T[]))
        const link: string | undefined = /<([^>]+)>\s*;[^,]*rel="next"/.exec(reply.link ?? '')?.[1]
        next = link && new URL(link, options.baseUrl).href
      }
      return found
    },
  }
}
