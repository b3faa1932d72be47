import type { Clock, CoreServices, Logger } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { LoginThrottle } from '../login/throttle.ts'
import type { Reception } from './admit.ts'
import type { AllowedOrigins } from './allowed-origins.ts'
import type { RunningProviders } from './running-providers.ts'
import type { StartedSignIns } from './started-sign-ins.ts'

/** What serving sign-in needs. */
export interface SignInServices extends Reception {
  http: CoreServices['http']
  clock: Clock
  log: Logger
  origins: AllowedOrigins
  /** Where people open the portal. */
  appUrl: string
  started: StartedSignIns
  throttle: LoginThrottle
  /** Known once every plugin is set up. */
  providers(): RunningProviders
}

/** What people may be told of an error: what was declared for them. Everything else goes to the log. */
export function tellable(error: unknown, log: Logger): CallboardError {
  if (error instanceof CallboardError) return error
  log.error('sign-in failed', { error })
  return errors.internal({})
}

/** Browsers let scripts set this header only for their own origin, so no other site can call by a form or a picture. */
export function requireScript(headers: Readonly<Record<string, unknown>>): void {
  if (headers['x-requested-with'] !== 'XMLHttpRequest') throw errors.notFromScript({})
}
