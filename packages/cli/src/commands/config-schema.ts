import { type Command, type ConfigDeclaration, parseOptions } from '@callboard/kernel'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'

/** `callboard config:schema` */
export const configSchema: Command = {
  name: 'config:schema',
  usage: '',
  summary: 'Prints the JSON Schema of the configuration, for editors.',
  options: [configOption],
  async run(args, terminal) {
    const { values } = parseOptions(args, configOptions)
    const { declarations } = await loadPortal(terminal, { configFiles: values.config })
    const schema = { $schema: 'http://json-schema.org/draft-07/schema#', allOf: declarations.map(atItsKey) }
    terminal.print(JSON.stringify(schema, null, 2))
    return 0
  },
}

/** `catalog.providers.github` becomes three nested objects around the schema. */
const atItsKey = ({ key, schema }: ConfigDeclaration): object =>
  (key === '' ? [] : key.split('.')).reduceRight<object>(
    (inner, part) => ({ type: 'object', properties: { [part]: inner } }),
    schema,
  )
