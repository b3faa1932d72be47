import type { ExtensionPointToken, Permission, ServiceToken, Static, Token, TSchema } from '@callboard/model'
import type { Audit } from '../audit/audit.ts'
import type { Auth } from '../auth/auth.ts'
import type { Cache } from '../cache/cache.ts'
import type { Clock } from '../clock/clock.ts'
import type { RootConfig } from '../config/root-config.ts'
import type { Database } from '../database/database.ts'
import type { Events } from '../events/events.ts'
import type { Http } from '../http/http.ts'
import type { Lifecycle } from '../lifecycle/lifecycle.ts'
import type { Logger } from '../logs/logger.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Permissions } from '../permissions/permissions.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'
import type { Signals } from '../signals/signals.ts'
import type { Outgoing } from '../url-reader/outgoing.ts'
import type { ScmIntegrations, UrlReader } from '../url-reader/url-reader.ts'

/** The services that every plugin gets, scoped to it (design.md 4). */
export interface CoreServices {
  /** The plugin's own id. */
  pluginId: string
  clock: Clock
  log: Logger
  http: Http
  db: Database
  cache: Cache
  scheduler: Scheduler
  events: Events
  auth: Auth
  permissions: Permissions
  urlReader: UrlReader
  scm: ScmIntegrations
  outgoing: Outgoing
  metrics: Metrics
  audit: Audit
  signals: Signals
  lifecycle: Lifecycle
  /** The whole configuration, for the few keys that are nobody's own (`app.baseUrl`). */
  rootConfig: RootConfig
  /** Whether this is somebody's own machine or a test rather than production: `NODE_ENV` is `development`. */
  isDevelopment: boolean
  /** An environment variable, for what a platform tells only there. What people set belongs into the config. */
  environment(name: string): string | undefined
  /** Where browsers reach the portal, without a trailing slash: `backend.baseUrl`, else the address it listens on. */
  externalUrl: string
}

/** What a plugin that uses an extension point gets. */
export interface Contributor<T> {
  /** Adds one; only during `setup`. */
  add(item: T): void
}

/** What the owner of an extension point gets. */
export interface Contributions<T> {
  /** Everything added; complete from `lifecycle.onStart` on. */
  all(): readonly T[]
}

type Tokens = Record<string, Token>
type Used<U> = {
  [K in keyof U]: U[K] extends ServiceToken<infer T>
    ? T | (U[K] extends { mayBeMissing: true } ? undefined : never)
    : U[K] extends ExtensionPointToken<infer T>
      ? Contributor<T>
      : never
}
type ServiceKeys<P> = { [K in keyof P]: P[K] extends { kind: 'service' } ? K : never }[keyof P]
type PointKeys<P> = { [K in keyof P]: P[K] extends { kind: 'extension-point' } ? K : never }[keyof P]
type Provided<P> = { [K in ServiceKeys<P>]: P[K] extends ServiceToken<infer T> ? T : never }
type Points<P> = { [K in PointKeys<P>]: P[K] extends ExtensionPointToken<infer T> ? Contributions<T> : never }
type SetupResult<P> = [ServiceKeys<P>] extends [never] ? void | Promise<void> : Provided<P> | Promise<Provided<P>>

/** What a plugin declares: data first, one function last (style.md 2). */
export interface PluginDeclaration<C extends TSchema, U extends Tokens, P extends Tokens> {
  /** Lower case, `-` between words. The mount (`/api/<id>`), the database namespace and, unless `configKey` says otherwise, the config block. */
  id: string
  /** One sentence for the reference docs. */
  description?: string
  /** Checks the block `configKey`, and gives `setup` its type. */
  config?: C
  /** Dotted path of the block that `config` checks. Default: the id. */
  configKey?: string
  /**
   * Blocks of other plugins to which this one adds keys, by dotted path: `{ 'auth.providers.github': schema }`. They are
   * checked, documented and redacted like its own; whoever owns the block hands out the values.
   */
  otherConfig?: Readonly<Record<string, TSchema>>
  /** The folder of numbered migrations: `new URL('./migrations/', import.meta.url)`. */
  migrations?: URL
  /** For the reference docs and the metadata endpoint. */
  permissions?: readonly Permission[]
  /** Services and extension points of other plugins that `setup` wants. */
  use?: U
  /** Services and extension points that this plugin offers. */
  provide?: P
  /** Called once, in start order. Returns the provided services. */
  setup(context: CoreServices & { config: Static<C> } & Used<U> & Points<P>): SetupResult<P>
}

/** A plugin as the host takes it. */
export interface Plugin {
  readonly id: string
  readonly description?: string
  readonly config?: TSchema
  readonly configKey?: string
  readonly otherConfig?: Readonly<Record<string, TSchema>>
  readonly migrations?: URL
  readonly permissions?: readonly Permission[]
  readonly use?: Tokens
  readonly provide?: Tokens
  setup(context: never): unknown
}

/**
 * Declares the backend of a plugin.
 *
 * @returns What the host takes; its `setup` has not run.
 */
export function definePlugin<
  C extends TSchema = TSchema,
  const U extends Tokens = Record<never, never>,
  const P extends Tokens = Record<never, never>,
>(declaration: PluginDeclaration<C, U, P>): Plugin {
  return declaration as unknown as Plugin
}
