export { Duration, Secret, type Static, Type } from '@callboard/model'
export type { Audit, AuditEvent, AuditOutcome, AuditRecord, AuditSink, Severity } from './audit/audit.ts'
export { auditSink } from './audit/audit.ts'
export type {
  AccessRestrictions,
  Auth,
  Credentials,
  NonePrincipal,
  ServicePrincipal,
  UserPrincipal,
} from './auth/auth.ts'
export { type BearerIdentity, type BearerTokens, bearerTokens } from './auth/bearer-tokens.ts'
export type { Cache } from './cache/cache.ts'
export type { Clock } from './clock/clock.ts'
export { systemClock } from './clock/clock.ts'
export { browserConfig } from './config/browser-config.ts'
export { type ConfigProblem, checkConfig, formatConfigProblem, parsePluginConfig } from './config/check-config.ts'
export { configDocs } from './config/config-docs.ts'
export type { ConfigDeclaration } from './config/config-schema.ts'
export type { ConfigView } from './config/config-view.ts'
export { findMismatches, type Mismatch } from './config/find-mismatches.ts'
export { kernelConfig } from './config/kernel-schema.ts'
export { type ConfigOccurrence, type LoadConfigOptions, type LoadedConfig, loadConfig } from './config/load-config.ts'
export { nearestName } from './config/nearest-name.ts'
export { maskSecrets, secretValues } from './config/redact.ts'
export type { RootConfig } from './config/root-config.ts'
export { watchFiles } from './config/watch-files.ts'
export type { Database, Dialect, Sql, SqlValue, Transaction } from './database/database.ts'
export type { Event, Events } from './events/events.ts'
export { configDeclarations } from './host/check-host-config.ts'
export { createHost, type Host, type HostOptions } from './host/create-host.ts'
export type { HostedPlugin, PluginStatus, UnloadedPlugin } from './host/plugin-status.ts'
export type { RawReply, RequestContext } from './http/http.ts'
export { rawReply } from './http/http.ts'
export { limitRefusals } from './http/limit-refusals.ts'
export { createRefusalLimit } from './http/refusal-limit.ts'
export type { Lifecycle } from './lifecycle/lifecycle.ts'
export {
  makeProcessFolder,
  nameProcessFolder,
  type ProcessFolder,
  sweepProcessFolders,
} from './lifecycle/process-folders.ts'
export { createLogger, type Logging, logLevel } from './logs/create-logger.ts'
export type { Logger } from './logs/logger.ts'
export type { Metrics } from './metrics/metrics.ts'
export type {
  ConditionalDecision,
  DeclaredPermission,
  DeclaredResourceType,
  Examined,
  PermissionInsight,
  PermissionPolicy,
  Permissions,
  ResourceType,
} from './permissions/permissions.ts'
export { permissionPolicy } from './permissions/policy-token.ts'
export { type Command, type Terminal, UsageError } from './plugin/command.ts'
export type { Contributions, Contributor, CoreServices, Plugin } from './plugin/define-plugin.ts'
export { definePlugin } from './plugin/define-plugin.ts'
export { parseOptions } from './plugin/parse-options.ts'
export type { Scheduler } from './scheduler/scheduler.ts'
export type { Signals } from './signals/signals.ts'
export {
  type ApiClient,
  type ApiHost,
  type ApiMethod,
  type ApiReply,
  createApiClient,
} from './url-reader/api-client.ts'
export { clientCredentials } from './url-reader/client-credentials.ts'
export { createUrlReading } from './url-reader/create-url-reading.ts'
export type { Call, Reply, SendOptions } from './url-reader/http-client.ts'
export { inParallel } from './url-reader/in-parallel.ts'
export type { Outgoing } from './url-reader/outgoing.ts'
export { type OwnScmHost, type OwnTree, scmHosts } from './url-reader/own-scm-host.ts'
export { createPersonApi, type PersonApi } from './url-reader/person-api.ts'
export { pollSource, Schedule, type SourcePoll } from './url-reader/poll-source.ts'
export type { ScmIntegration, ScmIntegrations, UrlReader } from './url-reader/url-reader.ts'
export { type PageDataSource, pageData } from './web-host/page-data.ts'
