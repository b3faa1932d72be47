import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './command.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/**
 * Reads the arguments of a command.
 *
 * @throws UsageError in words for people when an option is unknown or lacks its value.
 */
export function parseOptions<const O extends Options>(
  args: readonly string[],
  options: O,
  positionals: 'none' | 'some' = 'none',
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: positionals === 'some', strict: true })
  } catch (error) {
    // Node adds advice about `--` that only confuses here.
    const message = error instanceof Error ? (error.message.split('. To specify')[0] ?? error.message) : String(error)
    throw new UsageError(/[.!?]$/.test(message) ? message : `${message}.`)
  }
}
