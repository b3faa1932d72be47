import type { Configuration } from 'openid-client'
import { errors } from '../../model/errors.ts'

/** What is about the portal in every exchange with a provider. */
export interface ClientSurroundings {
  nowMs(): number
  isDevelopment: boolean
  /** After which a request to the provider is given up. */
  timeoutMs?: number
}

const defaultTimeoutMs = 10_000

/** Loaded when somebody signs in: most starts of a portal do not need it. */
export const openidClient = () => import('openid-client')

/** Sets what holds for every request to a provider. */
export async function prepare(
  configuration: Configuration,
  { isDevelopment, timeoutMs = defaultTimeoutMs }: ClientSurroundings,
): Promise<Configuration> {
  const { allowInsecureRequests } = await openidClient()
  configuration.timeout = timeoutMs / 1000
  const { authorization_endpoint: endpoint = '' } = configuration.serverMetadata()
  if (mayBePlain(endpoint, isDevelopment)) allowInsecureRequests(configuration)
  return configuration
}

/** Whether a provider may be asked without TLS: on this machine, and while developing. */
export function mayBePlain(url: string, isDevelopment: boolean): boolean {
  return isDevelopment || (URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname))
}

/** How far the portal's clock is from the machine's, in seconds: nothing but in tests. */
export const clockSkewOf = ({ nowMs }: Pick<ClientSurroundings, 'nowMs'>) => Math.round((nowMs() - Date.now()) / 1000)

/**
 * Refuses what a provider answered, or did not. The error itself goes no further: what hangs on it are answers, with the
 * tokens in them, and the log writes down causes.
 *
 * @throws AuthenticationError when somebody cannot sign in, or the provider's own session is over; else, and so whatever
 * may be better the next time, ServiceUnavailableError.
 */
export function refuseAnswer(error: unknown, during?: 'sign-in'): never {
  const isOver = (error as { error?: unknown } | undefined)?.error === 'invalid_grant'
  throw (isOver || during === 'sign-in' ? errors.providerFailed : errors.providerUnavailable)({
    reason: reasonOf(error),
  })
}

/** What went wrong, in the provider's own words where it has some. */
function reasonOf(error: unknown): string {
  const { error: code, error_description: description, message, cause } = (error ?? {}) as Record<string, unknown>
  if (typeof code === 'string') return typeof description === 'string' ? `${code}: ${description}` : code
  const told = typeof message === 'string' ? message : String(error)
  const below = cause instanceof Error && cause.message !== told ? ` (${cause.message})` : ''
  return `The provider's answer was not accepted: ${told}${below}`
}
