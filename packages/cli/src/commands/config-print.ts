import { browserConfig, type Command, maskSecrets, parseOptions, UsageError } from '@callboard/kernel'
import { stringify } from 'yaml'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'

/** `callboard config:print` */
export const configPrint: Command = {
  name: 'config:print',
  usage: '[--frontend] [--format yaml|json]',
  summary: 'Prints the merged configuration, secrets masked.',
  options: [
    configOption,
    ['--frontend', 'Only what is sent to browsers.'],
    ['--with-secrets', 'Secrets as they are.'],
    ['--format', '`yaml` (default) or `json`.'],
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      ...configOptions,
      frontend: { type: 'boolean' },
      'with-secrets': { type: 'boolean' },
      format: { type: 'string', default: 'yaml' },
    })
    if (values.frontend && values['with-secrets']) {
      throw new UsageError('--frontend and --with-secrets exclude each other: browsers never get secrets.')
    }
    if (values.format !== 'yaml' && values.format !== 'json') {
      throw new UsageError(`--format is yaml or json, not "${values.format}".`)
    }
    const { config, declarations } = await loadPortal(terminal, { configFiles: values.config })
    const value = values.frontend
      ? browserConfig(config, declarations)
      : values['with-secrets']
        ? config.get()
        : maskSecrets(config.get(), [], declarations)
    terminal.print(values.format === 'json' ? JSON.stringify(value ?? {}, null, 2) : stringify(value ?? {}).trimEnd())
    return 0
  },
}
