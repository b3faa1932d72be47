import {
  type Contributions,
  type Contributor,
  type CoreServices,
  createRefusalLimit,
  limitRefusals,
  type PageDataSource,
} from '@callboard/kernel'
import { userDeactivated } from '../model/events.ts'
import type { PeopleDirectory } from '../model/people.ts'
import type { SignInMethod } from '../model/sign-in-method.ts'
import { loginThrottle } from './login/throttle.ts'
import { builtInMethods } from './providers/built-in-methods.ts'
import { serveSessions } from './sessions/serve-sessions.ts'
import { createSessions } from './sessions/sessions.ts'
import { allowedOrigins } from './sign-in/allowed-origins.ts'
import { type RunningProviders, startProviders } from './sign-in/running-providers.ts'
import { serveForm } from './sign-in/serve-form.ts'
import { serveProviders } from './sign-in/serve-providers.ts'
import { serveRedirect } from './sign-in/serve-redirect.ts'
import { serveRefresh } from './sign-in/serve-refresh.ts'
import { startedSignIns } from './sign-in/started-sign-ins.ts'
import { serveTrace } from './trace/serve-trace.ts'
import { createSignInTrace } from './trace/sign-in-trace.ts'

/** Serves sign-in with every configured provider, sessions and the sign-in trace (spec/platform.md 5). */
export function serveSignIn(
  core: CoreServices,
  own: {
    directories: Contributions<PeopleDirectory>
    methods: Contributions<SignInMethod>
    pageData: Contributor<PageDataSource>
    hasGuest: boolean
  },
): void {
  const { http, auth, permissions, clock, log, db, rootConfig, externalUrl, isDevelopment } = core
  const appUrl = rootConfig.getOptionalString('app.baseUrl') ?? externalUrl
  // The schema of the plugin has checked the key.
  const extraOrigins = (rootConfig.get('auth.experimentalExtraAllowedOrigins') ?? []) as string[]
  // Nobody needs an account to be refused here.
  const audit = limitRefusals(core.audit, createRefusalLimit(clock.nowMs))
  const trace = createSignInTrace({ db, clock, log })
  const sessions = createSessions({ db, clock, auth })
  const started = startedSignIns({ db, clock })
  const throttle = loginThrottle({ db, clock })
  let running: RunningProviders | undefined
  const providers = () => {
    // Requests are answered only after the start hooks.
    if (!running) throw new Error('The sign-in providers have not started.')
    return running
  }
  const origins = allowedOrigins(appUrl, extraOrigins)
  const reception = { auth, audit, directories: own.directories, trace, sessions }
  const services = { ...reception, http, clock, log, origins, appUrl, started, throttle, providers }
  serveRedirect(services)
  serveRefresh(services)
  serveForm(services)
  serveProviders({ http, pageData: own.pageData, rootConfig, providers, hasGuest: own.hasGuest })
  serveSessions({ http, auth, audit, sessions })
  serveTrace({ http, permissions, trace })

  core.events.subscribe(
    [userDeactivated],
    // Only those who know people publish on this topic, with this payload.
    ({ payload }) => sessions.endAll((payload as { userEntityRef: string }).userEntityRef.toLowerCase()),
    { scope: 'one-replica', id: 'sessions-of-deactivated' },
  )
  core.lifecycle.onStart(async () => {
    const methods = [...builtInMethods(core.environment), ...own.methods.all()]
    running = await startProviders({ methods, rootConfig, log, clock, externalUrl, appUrl, isDevelopment })
  })
  core.scheduler.schedule({
    id: 'clean-sign-in',
    // What nobody needs an account to make is among it.
    frequency: { everyMs: 600_000 },
    timeoutMs: 300_000,
    async run() {
      for (const table of [sessions, started, throttle, trace]) await table.clean()
    },
  })
}
