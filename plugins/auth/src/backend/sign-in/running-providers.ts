import { type LoadedConfig, type Logger, nearestName, parsePluginConfig, type RootConfig } from '@callboard/kernel'
import { parseDuration } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { type CommonProviderConfig, providerBlock } from '../../model/provider-config.ts'
import type {
  FormMethod,
  MethodContext,
  ProxyMethod,
  RedirectMethod,
  RunningMethod,
  SignInMethod,
} from '../../model/sign-in-method.ts'
import { oauthFlow } from '../oauth/oauth-flow.ts'
import type { SignInRules } from '../resolve/resolve-person.ts'
import { createResolvers } from '../resolve/resolvers.ts'
import { type CookieJar, cookieJar } from './cookies.ts'

/** A configured way to sign in that works. */
export interface RunningProvider {
  id: string
  title: string
  environment: string
  method: RedirectMethod | FormMethod | ProxyMethod
  /** undefined: it gives tokens, and says nothing of who people are. */
  rules: SignInRules | undefined
  cookies: CookieJar
  callbackUrl: string
  /** Asked for beside the provider's own scopes. */
  additionalScopes: readonly string[]
  /** As configured. */
  sessionMs: number | undefined
}

/** All of them. */
export interface RunningProviders {
  /** Those of `auth.environment`, in the order of the config. */
  current(): RunningProvider[]
  /** @throws `auth/unknown-provider`, `auth/no-environment`, `auth/unknown-environment` */
  get(id: string, environment: string | undefined): RunningProvider
}

interface Options {
  methods: readonly SignInMethod[]
  rootConfig: RootConfig
  log: Logger
  clock: { nowMs(): number }
  externalUrl: string
  appUrl: string
  isDevelopment: boolean
}

/** The key under which providers are that have no environments. */
const always = ''

/**
 * Starts every configured provider. In development one whose config is wrong is left out with a warning, as is everywhere
 * a block for another environment than `auth.environment`: it may lack its secrets here (spec/platform.md 5).
 *
 * @throws Error that names the config key.
 */
export async function startProviders(options: Options): Promise<RunningProviders> {
  const { methods, rootConfig, log, isDevelopment } = options
  const blocks = (rootConfig.get('auth.providers') ?? {}) as Record<string, unknown> // The kernel's schema has checked that it is a block.
  const current = rootConfig.getOptionalString('auth.environment') ?? 'development'
  const running = new Map<string, Map<string, RunningProvider>>()
  for (const [id, block] of Object.entries(blocks)) {
    const method = methods.find((candidate) => candidate.id === id)
    if (!method) {
      if (id !== 'guest') warnUnknown(id, methods, log)
      continue
    }
    const environments = method.hasEnvironments ? Object.keys(block ?? {}) : [always]
    const started = new Map<string, RunningProvider>()
    running.set(id, started)
    for (const environment of environments) {
      try {
        started.set(environment, await startProvider(method, { ...options, environment }))
      } catch (error) {
        if (!isDevelopment && (environment === current || environment === always)) throw error
        log.warn('sign-in provider left out', { provider: id, ...(environment && { environment }), error })
      }
    }
  }
  return {
    current: () => [...running.values()].flatMap((started) => started.get(current) ?? started.get(always) ?? []),
    get(id, environment) {
      const started = running.get(id)
      if (!started) throw errors.unknownProvider({ provider: id })
      const everywhere = started.get(always)
      if (everywhere) return everywhere
      if (environment === undefined) throw errors.noEnvironment({})
      const found = started.get(environment)
      if (!found) throw errors.unknownEnvironment({ provider: id, env: environment })
      return found
    },
  }
}

function warnUnknown(id: string, methods: readonly SignInMethod[], log: Logger): void {
  const meant = nearestName(
    id,
    methods.map((method) => method.id),
  )
  log.warn('sign-in provider unknown', {
    key: `auth.providers.${id}`,
    hint: meant ? `Did you mean "${meant}"?` : 'Is its plugin installed, and in the list of plugins?',
  })
}

async function startProvider(
  method: SignInMethod,
  options: Options & { environment: string },
): Promise<RunningProvider> {
  const { environment, rootConfig, clock, externalUrl, appUrl, isDevelopment } = options
  const { id } = method
  const key = ['auth.providers', id, environment].filter(Boolean).join('.')
  // The host hands out the very config it has loaded; its type says only what most plugins need of it.
  const block: unknown = parsePluginConfig(rootConfig as LoadedConfig, providerBlock(method), key)
  const config = block as CommonProviderConfig // Every block has these keys: `providerBlock` adds them.
  const callbackUrl = config.callbackUrl ?? `${externalUrl}/api/auth/${id}/handler/frame`
  const rules = config.signIn && {
    resolvers: createResolvers(config.signIn.resolvers, {
      key: `${key}.signIn.resolvers`,
      own: method.resolvers ?? {},
    }),
    allow: config.signIn.allow,
  }
  const context = { config: block as never, providerId: id, callbackUrl, nowMs: clock.nowMs, isDevelopment } // `method.config` has checked it.
  const made = await create(method, context, key)
  if ((made.type === 'form' || made.type === 'proxy') && !rules)
    throw new Error(`${key}.signIn.resolvers: this provider only signs people in, so it needs resolvers.`)
  const { additionalScopes = [], sessionDuration } = config
  return {
    id,
    title: method.title,
    environment,
    method: made.type === 'oauth' ? oauthFlow(made, context) : made,
    rules,
    cookies: cookieJar({ providerId: id, callbackUrl, appUrl }),
    callbackUrl,
    additionalScopes: [additionalScopes].flat().flatMap((scopes) => scopes.split(/\s+/).filter(Boolean)),
    sessionMs: sessionDuration === undefined ? undefined : parseDuration(sessionDuration),
  }
}

/** @throws Error that names the config key. */
async function create(method: SignInMethod, context: MethodContext<never>, key: string): Promise<RunningMethod> {
  try {
    return await method.create(context)
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause)
    throw message.includes(key) ? cause : new Error(`${key}: ${message}`, { cause })
  }
}
