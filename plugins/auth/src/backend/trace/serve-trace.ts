import type { CoreServices } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { readSignInTrace } from '../../model/permissions.ts'
import { signInTrace } from '../../model/routes.ts'
import type { SignInTrace } from './sign-in-trace.ts'

/** Serves the sign-in trace to those who may see how others signed in. */
export function serveTrace({
  http,
  permissions,
  trace,
}: Pick<CoreServices, 'http' | 'permissions'> & { trace: SignInTrace }): void {
  http.serve(signInTrace, async ({ credentials, query: { provider, limit = 50 } }) => {
    // While nobody decides everybody is allowed everything, and this is nobody's business but an administrator's.
    if (!permissions.isDecided) throw errors.traceClosed({})
    await permissions.require(credentials, readSignInTrace)
    return { attempts: await trace.list({ provider, limit }) }
  })
}
