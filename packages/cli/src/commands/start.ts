import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Command,
  type ConfigDeclaration,
  checkConfig,
  createHost,
  formatConfigProblem,
  type Host,
  kernelConfig,
  type LoadedConfig,
  parseOptions,
  type Terminal,
} from '@callboard/kernel'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'
import { findPluginPackage } from '../package-entry.ts'

/** Signals that come this soon after the first are the same Ctrl-C: a terminal sends it to every process of the group, and npm passes it on. */
const sameSignalMs = 500

/** `callboard start`, and `callboard` alone. */
export const start: Command = {
  name: 'start',
  usage: '',
  summary: 'Runs the portal. This is what `callboard` alone does.',
  options: [configOption],
  async run(args, terminal) {
    const { values } = parseOptions(args, configOptions)
    const { config, plugins, unloaded, declarations } = await loadPortal(terminal, {
      configFiles: values.config,
      watch: true,
    })
    config.onReloadError((error) => {
      terminal.tell(`A config file changed and cannot be used; the portal keeps what it had before.\n${error.message}`)
    })
    const webRoot = await findWebRoot()
    let ended: Promise<number>
    try {
      const host = createHost({
        config,
        plugins,
        unloaded,
        baseDir: terminal.cwd,
        ...(webRoot === undefined ? {} : { webRoot }),
      })
      ended = stopOnSignal(host)
      await host.start()
      terminal.tell(whatNext(host, { config, hasWeb: webRoot !== undefined, terminal }))
    } catch (error) {
      config.close()
      const advice = portAdvice(error, config) ?? configAdvice(config, declarations)
      if (advice === undefined) throw error
      terminal.tell(advice)
      return 1
    }
    const code = await ended
    config.close()
    return code
  },
}

/** The built shell, if it is built. */
async function findWebRoot(): Promise<string | undefined> {
  const here = dirname(fileURLToPath(import.meta.url))
  const web = await findPluginPackage('@callboard/web', here).catch(() => undefined)
  const root = web && join(web.dir, 'dist/app')
  return root && existsSync(join(root, 'index.html')) ? root : undefined
}

/** Resolves with the exit code when a signal has stopped the portal. A second signal ends the process at once. */
function stopOnSignal(host: Host): Promise<number> {
  return new Promise((resolve, reject) => {
    let firstAt: number | undefined
    const onSignal = () => {
      const now = performance.now()
      if (firstAt === undefined) {
        firstAt = now
        host.stop().then(() => resolve(0), reject)
      } else if (now - firstAt > sameSignalMs) {
        process.exit(130)
      }
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}

function portAdvice(error: unknown, config: LoadedConfig): string | undefined {
  const { code, port } = error as { code?: unknown; port?: unknown }
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return undefined
  const where = config.source('backend.listen.port') ?? config.source('backend.listen') ?? 'app-config.yaml'
  const what =
    code === 'EADDRINUSE'
      ? `Port ${port} is in use by another program, so the portal cannot listen there.`
      : `Port ${port} may not be used by this account, so the portal cannot listen there.`
  return `${what}\nStop the other program, or set backend.listen.port to another one (in ${where}, or by APP_CONFIG_backend_listen_port=7008).`
}

/** A wrong key of the kernel keeps everything from starting: then all of them are told, not only the one that was met first. */
function configAdvice(config: LoadedConfig, declarations: readonly ConfigDeclaration[]): string | undefined {
  const errors = checkConfig(config, declarations).filter(
    ({ level, pluginId }) => level === 'error' && pluginId === kernelConfig.pluginId,
  )
  if (errors.length === 0) return undefined
  return ['The configuration is wrong, so the portal did not start:', ...errors.map(formatConfigProblem)].join('\n')
}

function whatNext(
  host: Host,
  { config, hasWeb, terminal }: { config: LoadedConfig; hasWeb: boolean; terminal: Terminal },
): string {
  const failed = host.plugins().flatMap((plugin) => (plugin.state === 'failed' ? [plugin] : []))
  const files = config.files().map((file) => file.replace(`${terminal.cwd}/`, ''))
  return [
    '',
    `  Callboard is running: ${host.url()}`,
    '',
    ...(hasWeb ? [] : ['  Pages   not built, so only the API answers. `npm start` in the repository builds them.']),
    ...failed.map(({ id, reason }) => `  Failed  ${id}: ${reason}`),
    `  Data    ${dataPlace(config)}`,
    `  Config  ${files.join(', ')}`,
    '  Stop    Ctrl-C',
    '',
  ].join('\n')
}

function dataPlace(config: LoadedConfig): string {
  const connection = config.get('backend.database.connection')
  if (config.getOptionalString('backend.database.client') === 'pg') return 'PostgreSQL, as backend.database says'
  if (connection === ':memory:') return 'in memory, gone when the portal stops'
  const folder =
    typeof connection === 'object' && connection !== null
      ? (connection as { directory?: unknown }).directory
      : connection
  return `SQLite files in ${typeof folder === 'string' ? folder : '.callboard/data'}`
}
