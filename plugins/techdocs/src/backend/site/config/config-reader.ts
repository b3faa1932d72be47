import type { DocsProblem } from '../../../model/site.ts'
import type { YamlFile } from './read-yaml.ts'

/** A mapping that came out of YAML. */
export type Mapping = Readonly<Record<string, unknown>>

/** A config file while it is read: its values by key, and what is wrong with them. */
export interface ConfigReader {
  /** From the root of the site. */
  file: string
  /** The whole of it. */
  mapping: Mapping
  problems: DocsProblem[]
  lineOf(path: readonly (string | number)[]): number | undefined
  /** Says that something of the file is not used. */
  drop(path: readonly (string | number)[], message: string): void
  /** A text, or what can stand for one. */
  text(key: string): string | undefined
  flag(key: string): boolean | undefined
  /** An address that may be opened. */
  webAddress(key: string): string | undefined
}

/** Looks into a config file that is a mapping; anything else counts as empty. */
export function configReader(file: string, yaml: YamlFile): ConfigReader {
  const mapping = isMapping(yaml.value) ? yaml.value : {}
  const problems: DocsProblem[] = []
  const drop = (path: readonly (string | number)[], message: string) =>
    void problems.push({ code: 'dropped-config', file, line: yaml.lineOf(path), message })
  const own = (key: string) => (Object.hasOwn(mapping, key) ? mapping[key] : undefined)
  return {
    file,
    mapping,
    problems,
    lineOf: yaml.lineOf,
    drop,
    text(key) {
      const value = own(key)
      if (value === undefined || value === null) return undefined
      const text = asText(value)
      if (text === undefined) drop([key], `"${key}" is not a text, so it is not used.`)
      return text
    },
    flag(key) {
      const value = own(key)
      if (value === undefined || value === null) return undefined
      const flag = asFlag(value)
      if (flag === undefined) drop([key], `"${key}" is neither true nor false, so it is not used.`)
      return flag
    },
    webAddress(key) {
      const address = this.text(key)
      if (address === undefined || address === '') return address
      if (isWebAddress(address)) return address
      drop([key], `"${key}" is not an address that begins with http:// or https://, so it is not used.`)
      return undefined
    },
  }
}

/** Whether a value is a mapping. */
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A scalar as text. */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined

/** Whether an address leads to the web. */
export const isWebAddress = (address: string) => /^https?:\/\//i.test(address) && URL.canParse(address)

/** MkDocs reads YAML 1.1, where `yes` and `on` are true. */
function asFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = asText(value)?.toLowerCase()
  if (text === 'yes' || text === 'on' || text === 'true') return true
  return text === 'no' || text === 'off' || text === 'false' ? false : undefined
}

/** A plugin or extension that a config names. */
export interface NamedSettings {
  name: string
  settings: Mapping
  /** Where it stands. */
  path: (string | number)[]
}

/**
 * Names with settings, in any way that MkDocs takes them: a list of names and of mappings of one key, or a mapping.
 *
 * @param path - Where they stand.
 */
export function namedSettings(
  reader: ConfigReader,
  value: unknown,
  path: readonly (string | number)[],
): NamedSettings[] {
  if (value === undefined || value === null) return []
  const items: [unknown, (string | number)[]][] = Array.isArray(value)
    ? value.map((item, index) => [item, [...path, index]])
    : isMapping(value)
      ? Object.entries(value).map(([name, settings]) => [{ [name]: settings }, [...path]])
      : [[value, [...path]]]
  return items.flatMap(([item, where]) => {
    if (typeof item === 'string' && item !== '') return [{ name: item, settings: {}, path: where }]
    const [only, ...more] = isMapping(item) ? Object.entries(item) : []
    if (only && more.length === 0) {
      return [{ name: only[0], settings: isMapping(only[1]) ? only[1] : {}, path: [...where, only[0]] }]
    }
    reader.drop(where, `An entry of "${path.join('.')}" is neither a name nor a name with settings, so it is not used.`)
    return []
  })
}
