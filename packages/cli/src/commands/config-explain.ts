import { type Command, type ConfigDeclaration, maskSecrets, parseOptions, UsageError } from '@callboard/kernel'
import { configOption, configOptions } from '../command.ts'
import { loadPortal } from '../load-portal.ts'

/** `callboard config explain KEY` */
export const configExplain: Command = {
  name: 'config explain',
  usage: 'KEY',
  summary: 'Tells where the value of a key comes from: file and line, and what it overrides.',
  options: [configOption],
  async run(args, terminal) {
    const { values, positionals } = parseOptions(args, configOptions, 'some')
    const [key, ...others] = positionals
    if (key === undefined || others.length > 0)
      throw new UsageError('Name one key, like: callboard config explain backend.listen.port')
    const { config, declarations } = await loadPortal(terminal, { configFiles: values.config })
    const [winner, ...overridden] = config.explain(key)
    const declared = declarationOf(key, declarations)
    if (!winner) {
      const preset = declared?.default === undefined ? '' : ` Its default is ${JSON.stringify(declared.default)}.`
      terminal.print(`Nothing sets ${key}.${preset}`)
      for (const text of aboutKey(declared)) terminal.print(text)
      return declared ? 0 : 1
    }
    const show = (value: unknown) =>
      value === null ? 'null (hides what is below)' : JSON.stringify(maskSecrets(value, key.split('.'), declarations))
    const place = ({ file, line, column }: { file: string; line?: number; column?: number }) =>
      line === undefined ? file : `${file}:${line}:${column}`
    terminal.print(`${key} = ${show(config.get(key) ?? null)}`)
    terminal.print(`  set by     ${place(winner.origin)}`)
    const isMerged = typeof winner.value === 'object' && winner.value !== null && !Array.isArray(winner.value)
    for (const { origin, value } of overridden) {
      terminal.print(
        `  ${isMerged ? 'merged with' : 'overrides'}  ${place(origin)}  ${isMerged ? '' : show(value)}`.trimEnd(),
      )
    }
    for (const text of aboutKey(declared)) terminal.print(text)
    return 0
  },
}

interface Declared {
  owner: string
  description: string | undefined
  default: unknown
}

const aboutKey = (declared: Declared | undefined) =>
  declared?.description === undefined ? [] : [`  read by    ${declared.owner}: ${declared.description}`]

function declarationOf(key: string, declarations: readonly ConfigDeclaration[]): Declared | undefined {
  for (const declaration of declarations.toReversed()) {
    const prefix = declaration.key === '' ? '' : `${declaration.key}.`
    if (key !== declaration.key && !key.startsWith(prefix)) continue
    const path = key === declaration.key ? [] : key.slice(prefix.length).split('.')
    const schema = path.reduce<SchemaPart | undefined>(propertyOf, declaration.schema)
    if (schema) return { owner: declaration.pluginId, description: schema.description, default: schema.default }
  }
  return undefined
}

interface SchemaPart {
  description?: string
  default?: unknown
  properties?: Record<string, SchemaPart>
  anyOf?: SchemaPart[]
}

const propertyOf = (schema: SchemaPart | undefined, name: string): SchemaPart | undefined =>
  schema?.properties?.[name] ?? schema?.anyOf?.map((member) => propertyOf(member, name)).find((found) => found)
