import { type ConfigProblem, checkConfig, formatConfigProblem } from '../config/check-config.ts'
import type { ConfigDeclaration } from '../config/config-schema.ts'
import { kernelConfig } from '../config/kernel-schema.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { secretValues } from '../config/redact.ts'
import type { Logging } from '../logs/create-logger.ts'
import type { Plugin } from '../plugin/define-plugin.ts'

/** What came of holding the config against the declarations. */
export interface CheckedConfig {
  declarations: readonly ConfigDeclaration[]
  /** Every wrong key of one plugin's block; undefined when it is as it should be. */
  problemOf(pluginId: string): string | undefined
}

/** The config that the kernel and these plugins declare. */
export function configDeclarations(plugins: readonly Plugin[]): ConfigDeclaration[] {
  const declared = plugins.flatMap(({ id, config, configKey, otherConfig }) => [
    ...(config ? [{ pluginId: id, key: configKey ?? id, schema: config }] : []),
    ...Object.entries(otherConfig ?? {}).map(([key, schema]) => ({ pluginId: id, key, schema })),
  ])
  return [kernelConfig, ...declared]
}

/**
 * Checks the whole config, tells the log its secrets, and reports every problem at once.
 *
 * @throws Error when a key of the kernel itself is wrong: without it nothing can start. A wrong key of a plugin only keeps
 *   that plugin from starting.
 */
export function checkHostConfig(options: {
  config: LoadedConfig
  plugins: readonly Plugin[]
  logging: Logging
}): CheckedConfig {
  const { config, plugins, logging } = options
  const declarations = configDeclarations(plugins)
  const learnSecrets = () => logging.redaction.setSecrets(secretValues(config, declarations))
  learnSecrets()
  config.onChange(learnSecrets)
  const problems = checkConfig(config, declarations)
  for (const problem of problems) {
    const line = formatConfigProblem(problem)
    if (problem.level === 'error') logging.log.error('config key wrong', { problem: line })
    else logging.log.warn('config key doubtful', { problem: line })
  }
  const errorsOf = (pluginId: string | undefined) =>
    problems.filter((problem: ConfigProblem) => problem.level === 'error' && problem.pluginId === pluginId)
  const own = errorsOf(kernelConfig.pluginId)
  if (own.length > 0) throw new Error(`The config is wrong:\n${own.map(formatConfigProblem).join('\n')}`)
  return {
    declarations,
    problemOf(pluginId) {
      const found = errorsOf(pluginId)
      return found.length > 0 ? `Its config is wrong: ${found.map(formatConfigProblem).join('; ')}` : undefined
    },
  }
}
