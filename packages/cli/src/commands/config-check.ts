import { type Command, checkConfig, formatConfigProblem, parseOptions } from '@callboard/kernel'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'

/** `callboard config:check` */
export const configCheck: Command = {
  name: 'config:check',
  usage: '[--strict]',
  summary: 'Checks the configuration without starting, and tells every wrong key at once.',
  options: [configOption, ['--strict', 'Warnings count as errors: keys that nobody reads, deprecated keys.']],
  async run(args, terminal) {
    const { values } = parseOptions(args, { ...configOptions, strict: { type: 'boolean' } })
    const { config, declarations, unloaded, plugins } = await loadPortal(terminal, { configFiles: values.config })
    const problems = checkConfig(config, declarations)
    for (const { id, reason } of unloaded) terminal.print(`warning  plugin ${id} is not checked: ${reason}`)
    for (const problem of problems) terminal.print(`${problem.level.padEnd(7)}  ${formatConfigProblem(problem)}`)
    const errors = problems.filter(({ level }) => level === 'error').length
    const warnings = problems.length - errors + unloaded.length
    const isBad = errors > 0 || (values.strict === true && warnings > 0)
    const verdict = isBad ? 'The configuration is wrong' : 'The configuration is right'
    terminal.print(
      `${verdict}: ${count(errors, 'error')}, ${count(warnings, 'warning')}; ${count(config.files().length, 'file')} read, ${count(plugins.length, 'plugin')} asked.`,
    )
    return isBad ? 1 : 0
  },
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`
