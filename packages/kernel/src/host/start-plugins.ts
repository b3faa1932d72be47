import { parsePluginConfig } from '../config/check-config.ts'
import { createPluginHttp, type PluginHttp } from '../http/plugin-http.ts'
import { createLifecycle, type PluginLifecycle } from '../lifecycle/create-lifecycle.ts'
import type { CoreServices, Plugin } from '../plugin/define-plugin.ts'
import { type CoreServiceSources, coreServices } from './core-services.ts'
import type { PluginStates } from './plugin-status.ts'
import { dependsSentence, planStart } from './start-order.ts'
import { createWiring, type Wiring } from './wiring.ts'

/** A plugin that is set up. */
export interface RunningPlugin {
  plugin: Plugin
  core: CoreServices
  http: PluginHttp
  lifecycle: PluginLifecycle
}

/** What starting plugins needs. */
export interface StartOptions extends CoreServiceSources {
  plugins: readonly Plugin[]
  states: PluginStates
  stopping: AbortSignal
  /** Tokens that the kernel provides. */
  builtIn: ReadonlySet<string>
  /** What is wrong with the config of a plugin, if anything is. */
  configProblem(pluginId: string): string | undefined
  /** Called when every plugin is set up and nothing more can be added, before the first start hook. */
  onContributed(wiring: Wiring): void
}

/**
 * Sets up every plugin and runs the start hooks. A plugin that fails is marked in `states` and takes those with it that
 * use its services; all others go on.
 *
 * @returns The plugins that started, in start order.
 */
export async function startPlugins(options: StartOptions): Promise<RunningPlugin[]> {
  const { plugins, states, builtIn } = options
  const plan = planStart(plugins, builtIn)
  for (const [id, reason] of plan.failed) fail(options, { id, error: new Error(reason) })
  const providers = new Map(
    plugins.flatMap((plugin) => Object.values(plugin.provide ?? {}).map((token) => [token.id, plugin.id] as const)),
  )
  const wiring = createWiring((tokenId) => providers.get(tokenId))

  const ready: RunningPlugin[] = []
  for (const plugin of plan.order) {
    const running = await setUp(plugin, { ...options, wiring })
    wiring.seal(plugin.id)
    if (running) ready.push(running)
  }
  options.onContributed(wiring)
  const started: RunningPlugin[] = []
  for (const running of ready) {
    try {
      refuseLostService(running.plugin, { providers, states })
      await running.lifecycle.runStartHooks()
      states.set(running.plugin.id, { state: 'started' })
      started.push(running)
    } catch (error) {
      await giveUp(running, options, error)
    }
  }
  return started
}

async function setUp(plugin: Plugin, options: StartOptions & { wiring: Wiring }): Promise<RunningPlugin | undefined> {
  const { services, wiring, stopping, config } = options
  const http = createPluginHttp(plugin.id)
  const lifecycle = createLifecycle(stopping)
  const startedAt = performance.now()
  try {
    const problem = options.configProblem(plugin.id)
    if (problem !== undefined) throw new Error(problem)
    if (plugin.migrations) await services.databases.migrate(plugin.id, plugin.migrations)
    const core = coreServices(plugin.id, options, { http, lifecycle })
    const parsed = plugin.config ? parsePluginConfig(config, plugin.config, plugin.configKey ?? plugin.id) : {}
    // Inherited, not copied: a copy would open a database for plugins that never look at theirs.
    const context = Object.assign(Object.create(core), { config: parsed }, wiring.contextOf(plugin))
    // `definePlugin` held the declaration to this very context; the stored form has forgotten its types.
    wiring.accept(plugin, await plugin.setup(context as never))
    core.log.debug('plugin set up', { ms: Math.round(performance.now() - startedAt) })
    return { plugin, core, http, lifecycle }
  } catch (error) {
    fail(options, { id: plugin.id, error })
    wiring.withdraw(plugin.id)
    await lifecycle.runStopHooks()
    return undefined
  }
}

/** @throws Error when a service that the plugin uses belongs to one whose start failed after its setup. */
function refuseLostService(
  plugin: Plugin,
  { providers, states }: { providers: ReadonlyMap<string, string>; states: PluginStates },
): void {
  for (const token of Object.values(plugin.use ?? {})) {
    const isNeeded = token.kind === 'service' && !token.mayBeMissing
    const provider = isNeeded ? providers.get(token.id) : undefined
    if (provider !== undefined && states.get(provider)?.state === 'failed')
      throw new Error(dependsSentence(plugin.id, token.id, provider))
  }
}

/** A plugin that fails to start lets go of what its setup took. */
async function giveUp({ plugin, lifecycle }: RunningPlugin, options: StartOptions, error: unknown): Promise<void> {
  fail(options, { id: plugin.id, error })
  for (const hookError of await lifecycle.runStopHooks()) {
    options.log.warn('stop hook failed', { plugin: plugin.id, error: hookError })
  }
}

function fail(options: Pick<StartOptions, 'states' | 'log'>, { id, error }: { id: string; error: unknown }): void {
  const reason = error instanceof Error ? error.message : String(error)
  options.states.set(id, { state: 'failed', reason })
  options.log.error('plugin not started', { plugin: id, error })
}
