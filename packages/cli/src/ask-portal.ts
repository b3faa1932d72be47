import { type Command, loadConfig, type Terminal, UsageError } from '@callboard/kernel'
import { configOption } from './command.ts'

/** The options of a command that asks a portal that runs. @param token - Whose token it wants. */
export const portalOptions = (token: string): NonNullable<Command['options']> => [
  ['--url URL', 'Where the portal is. Default: backend.baseUrl of the config.'],
  configOption,
  ['CALLBOARD_TOKEN', `An environment variable with ${token}.`],
]

/**
 * Asks a portal that runs.
 *
 * @param question.body - Makes it a POST.
 * @throws UsageError when it is not said where, or as whom; Error with what the portal answered when it refuses.
 */
export async function askPortal<T>(
  terminal: Terminal,
  options: { url?: string | undefined; config?: string[] | undefined },
  question: { path: string; body?: object },
): Promise<T> {
  const url = options.url ?? (await configuredUrl(terminal, options.config))
  const token = terminal.env.CALLBOARD_TOKEN
  if (!token) throw new UsageError('Put a token into the environment variable CALLBOARD_TOKEN.')
  const reply = await fetch(`${url.replace(/\/+$/, '')}${question.path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(question.body && { method: 'POST', body: JSON.stringify(question.body) }),
  }).catch((cause: unknown) => {
    throw new Error(`No portal answers at ${url}. Start it, or say where it is: --url`, { cause })
  })
  // The route's documented reply.
  if (reply.ok) return (await reply.json()) as T
  const failure = (await reply.json().catch(() => undefined)) as
    | { error?: { message?: string; hint?: string } }
    | undefined
  const { message = `It answered with the status ${reply.status}.`, hint } = failure?.error ?? {}
  throw new Error([`The portal at ${url} refused: ${message}`, ...(hint ? [hint] : [])].join('\n'))
}

async function configuredUrl({ cwd, env }: Terminal, configFiles: readonly string[] = []): Promise<string> {
  const config = await loadConfig({ cwd, env, configFiles })
  const url = config.getOptionalString('backend.baseUrl')
  if (url === undefined) throw new UsageError('Say where the portal is: --url http://localhost:7007')
  return url
}
