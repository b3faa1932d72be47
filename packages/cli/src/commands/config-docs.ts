import { type Command, configDocs, parseOptions } from '@callboard/kernel'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'

/** `callboard config:docs` */
export const configDocsCommand: Command = {
  name: 'config:docs',
  usage: '',
  summary: 'Prints the reference of every config key of this portal and its plugins, in Markdown.',
  options: [configOption],
  async run(args, terminal) {
    const { values } = parseOptions(args, configOptions)
    const { declarations } = await loadPortal(terminal, { configFiles: values.config })
    terminal.print(configDocs(declarations).trimEnd())
    return 0
  },
}
