import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { BearerTokens } from '../auth/bearer-tokens.ts'
import { createAuth } from '../auth/create-auth.ts'
import { openCaches } from '../cache/open-caches.ts'
import type { Clock } from '../clock/clock.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { openDatabases } from '../database/open-databases.ts'
import { openEvents } from '../events/open-events.ts'
import type { Logger } from '../logs/logger.ts'
import { createScheduling } from '../scheduler/create-scheduling.ts'
import { serveSignals } from '../signals/signals-server.ts'
import { createUrlReading } from '../url-reader/create-url-reading.ts'
import type { OwnScmHost } from '../url-reader/own-scm-host.ts'

/** What the services of the portal stand on. */
export interface ServiceOptions {
  config: LoadedConfig
  log: Logger
  clock: Clock
  baseDir: string
  signal: AbortSignal
  /** Where browsers reach the portal, without a trailing slash. */
  externalUrl: string
  /** Who verifies tokens of other makers; known once every plugin is set up. */
  bearerTokens(): readonly BearerTokens[]
  /** Hosts that plugins bring along; known once every plugin is set up. */
  ownScmHosts(): readonly OwnScmHost[]
  /** Takes what must be closed at the end. */
  opened: AsyncDisposableStack
}

/** The services of the portal, before they are scoped to a plugin. */
export type Services = Awaited<ReturnType<typeof openServices>>

/** The kernel's own database namespace. */
const kernelNamespace = 'kernel'

/** Opens everything that plugins share. Waits for the database, if it has to. What was opened before a failure is in `opened`. */
export async function openServices(options: ServiceOptions) {
  const { config, log, clock, baseDir, signal, externalUrl, opened } = options
  const replicaId = randomUUID()
  const of = (service: string) => log.child({ service })
  const urlReading = createUrlReading({ config, log: of('url-reader'), ownHosts: options.ownScmHosts })
  const databases = await openDatabases({ config, log: of('database'), signal, baseDir })
  opened.defer(() => databases.close())
  await databases.migrate(kernelNamespace, new URL('../auth/migrations/', import.meta.url))
  const caches = await openCaches({ config, log: of('cache') })
  opened.defer(() => caches.close())
  const events = await openEvents({ databases, log: of('events'), clock, replicaId })
  await events.start()
  opened.defer(() => events.stop())
  const authority = await createAuth({
    ...{ config, clock, log: of('auth'), issuer: `${externalUrl}/api/auth`, bearerTokens: options.bearerTokens },
    db: databases.forPlugin(kernelNamespace),
    events: events.forPlugin('auth'),
  })
  opened.defer(() => authority.close())
  const scheduling = createScheduling({ databases, log: of('scheduler'), clock, replicaId })
  return {
    ...{ databases, authority, caches, events, scheduling, ...urlReading },
    /** Attaches the signals of browsers to a server. Returns what ends them. */
    serveSignals: (server: Server) =>
      serveSignals({
        server,
        auth: authority.forPlugin('signals'),
        events: events.forPlugin('signals'),
        log: of('signals'),
      }),
  }
}
