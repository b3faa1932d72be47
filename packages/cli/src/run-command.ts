import { type Command, nearestName, type Terminal, UsageError } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import { configCheck } from './commands/config-check.ts'
import { configDocsCommand } from './commands/config-docs.ts'
import { configExplain } from './commands/config-explain.ts'
import { configPrint } from './commands/config-print.ts'
import { configSchema } from './commands/config-schema.ts'
import { newPlugin } from './commands/new-plugin.ts'
import { permissionExplain } from './commands/permission-explain.ts'
import { start } from './commands/start.ts'
import { templateDrift } from './commands/template-drift.ts'
import { pluginCommands } from './plugin-commands.ts'
import { version } from './version.ts'

const ownCommands: readonly Command[] = [
  start,
  configPrint,
  configCheck,
  configExplain,
  configDocsCommand,
  configSchema,
  permissionExplain,
  templateDrift,
  newPlugin,
]

/**
 * Runs what was typed after `callboard`.
 *
 * @returns The exit code: 0 done, 1 failed, 2 typed wrongly.
 */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = args
  if (first === '--version' || first === '-v') {
    terminal.print(version())
    return 0
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    terminal.print(overview([...ownCommands, ...(await pluginCommands())]))
    return 0
  }
  const own = findCommand(args, ownCommands)
  const commands = own.command ? ownCommands : [...ownCommands, ...(await pluginCommands())]
  const { command, rest } = own.command ? own : findCommand(args, commands)
  if (!command) {
    const names = commands.map(({ name }) => name)
    const meant =
      names.find((name) => name.startsWith(`${first} `)) ??
      nearestName(args.slice(0, 2).join(' '), names) ??
      nearestName(first ?? '', names)
    terminal.tell(`There is no command "${first}".${meant ? ` Did you mean "${meant}"?` : ''}\nSee: callboard --help`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.print(help(command))
    return 0
  }
  try {
    return await command.run(rest, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.tell(`${error.message}\nSee: callboard ${command.name} --help`)
      return 2
    }
    terminal.tell(describeError(error))
    return 1
  }
}

/** No command means `start`. `config print` is `config:print`, and `config:explain` is `config explain`. */
function findCommand(
  args: readonly string[],
  commands: readonly Command[],
): { command: Command | undefined; rest: readonly string[] } {
  const [first, second] = args
  if (first === undefined || first.startsWith('-')) return { command: start, rest: args }
  const single = commands.find(({ name }) => name.replace(' ', ':') === first.replace(' ', ':'))
  if (single) return { command: single, rest: args.slice(1) }
  const double = commands.find(({ name }) => name.replace(' ', ':') === `${first}:${second}`)
  return { command: double, rest: args.slice(2) }
}

const overview = (commands: readonly Command[]) =>
  [
    'callboard: a developer portal.',
    '',
    'Usage: callboard [COMMAND] [OPTIONS]',
    '',
    ...table(commands.map(({ name, usage, summary }) => [`${name} ${usage}`.trim(), summary] as const)),
    '',
    ...table([
      ['--help', 'This page; after a command, the page of that command.'],
      ['--version', 'The version.'],
    ]),
  ].join('\n')

const help = ({ name, usage, summary, options = [] }: Command) =>
  [
    summary,
    '',
    `Usage: callboard ${name} ${usage}`.trimEnd(),
    ...(options.length > 0 ? ['', ...table(options)] : []),
  ].join('\n')

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

/** An error that was thrown on purpose is a sentence for people. One that the language threw is a defect, and its stack helps to find it. */
function describeError(error: unknown): string {
  if (error instanceof CallboardError) return [error.message, ...(error.hint ? [error.hint] : [])].join('\n')
  const isDefect =
    !(error instanceof Error) || ['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(error.name)
  const isAboutEnvironment =
    error instanceof TypeError && /APP_CONFIG_|BACKSTAGE_ENV|is not a config key/.test(error.message)
  if (!isDefect || isAboutEnvironment) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
