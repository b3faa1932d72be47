import { configErrors } from './config-errors.ts'
import { parseKey } from './config-key.ts'
import { type ConfigNode, findNode, formatOrigin, plainValue, typeName } from './config-node.ts'

/** Reads a merged configuration, or one block of it, by dotted key (spec/platform.md 1.6). */
export interface ConfigView {
  /** The whole value under a key, or of everything; undefined when absent. */
  get(key?: string): unknown
  has(key: string): boolean
  /** The keys of the block itself. */
  keys(): string[]
  /** @throws `config/missing-value` or `config/wrong-type`; an empty text is refused, a number is not turned into text. */
  getString(key: string): string
  getOptionalString(key: string): string | undefined
  /** A number, or a text that is one. */
  getNumber(key: string): number
  getOptionalNumber(key: string): number | undefined
  /** A boolean, or `true/yes/y/on/1` and `false/no/n/off/0` in any case. */
  getBoolean(key: string): boolean
  getOptionalBoolean(key: string): boolean | undefined
  getStringArray(key: string): string[]
  getOptionalStringArray(key: string): string[] | undefined
  /** The block under a key, to be read on its own. */
  getConfig(key: string): ConfigView
  getOptionalConfig(key: string): ConfigView | undefined
  getConfigArray(key: string): ConfigView[]
  getOptionalConfigArray(key: string): ConfigView[] | undefined
  /** Where the winning value came from: `app-config.yaml:12`; undefined when absent. */
  source(key: string): string | undefined
}

/** The numbers that a text may stand for. */
export function parseNumberText(text: string): number | undefined {
  const number = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(number) ? number : undefined
}

/** The booleans that a text may stand for. */
export function parseBooleanText(text: string): boolean | undefined {
  if (/^(true|yes|y|on|1)$/i.test(text.trim())) return true
  if (/^(false|no|n|off|0)$/i.test(text.trim())) return false
  return undefined
}

/**
 * Makes a view.
 *
 * @param root - Asked on every read, so that a reload shows at once.
 * @param place.path - Where the block is in the whole configuration.
 * @param place.sourceName - What "missing" messages name as the place to look at.
 */
export function configView(
  root: () => ConfigNode | undefined,
  { path, sourceName }: { path: readonly string[]; sourceName: string },
): ConfigView {
  const fullPath = (key: string) => [...path, ...parseKey(key)]
  const find = (key: string) => findNode(root(), fullPath(key))
  const name = (key: string) => fullPath(key).join('.')

  const wrongType = (key: string, node: ConfigNode, wanted: string) => {
    const actual = node.kind === 'scalar' && node.value === '' ? 'empty-string' : typeName(node)
    return configErrors.wrongType({ key: name(key), source: formatOrigin(node.origin), actual, wanted })
  }
  const required = <T>(key: string, value: T | undefined): T => {
    if (value === undefined) throw configErrors.missingValue({ key: name(key), source: sourceName })
    return value
  }
  const asString = (key: string, node: ConfigNode, wanted: string): string => {
    if (node.kind === 'scalar' && typeof node.value === 'string' && node.value !== '') return node.value
    throw wrongType(key, node, wanted)
  }
  /** Numbers and booleans are read alike: the value itself, or a text that stands for one. */
  const optionalScalar = <T extends number | boolean>(
    key: string,
    wanted: 'number' | 'boolean',
    parse: (text: string) => T | undefined,
  ): T | undefined => {
    const node = find(key)
    if (!node) return undefined
    if (node.kind === 'scalar' && typeof node.value === wanted) return node.value as T // typeof was just compared
    if (node.kind !== 'scalar' || typeof node.value !== 'string') throw wrongType(key, node, wanted)
    const value = parse(node.value)
    if (value === undefined)
      throw configErrors.unconvertible({ key: name(key), source: formatOrigin(node.origin), wanted })
    return value
  }

  const view: ConfigView = {
    get: (key = '') => plainValue(find(key)),
    has: (key) => find(key) !== undefined,
    keys() {
      const node = find('')
      return node?.kind === 'object' ? [...node.fields.keys()].filter((key) => findNode(node, [key])) : []
    },
    getString: (key) => required(key, view.getOptionalString(key)),
    getOptionalString(key) {
      const node = find(key)
      return node && asString(key, node, 'string')
    },
    getNumber: (key) => required(key, view.getOptionalNumber(key)),
    getOptionalNumber: (key) => optionalScalar(key, 'number', parseNumberText),
    getBoolean: (key) => required(key, view.getOptionalBoolean(key)),
    getOptionalBoolean: (key) => optionalScalar(key, 'boolean', parseBooleanText),
    getStringArray: (key) => required(key, view.getOptionalStringArray(key)),
    getOptionalStringArray(key) {
      const node = find(key)
      if (!node) return undefined
      if (node.kind !== 'array') throw wrongType(key, node, 'string-array')
      return node.items.map((item) => asString(key, item, 'string-array'))
    },
    getConfig: (key) => required(key, view.getOptionalConfig(key)),
    getOptionalConfig(key) {
      const node = find(key)
      if (!node) return undefined
      if (node.kind !== 'object') throw wrongType(key, node, 'object')
      return configView(root, { path: fullPath(key), sourceName })
    },
    getConfigArray: (key) => required(key, view.getOptionalConfigArray(key)),
    getOptionalConfigArray(key) {
      const node = find(key)
      if (!node) return undefined
      if (node.kind !== 'array') throw wrongType(key, node, 'object-array')
      return node.items.map((item, i) => {
        if (item.kind !== 'object') throw wrongType(key, item, 'object-array')
        return configView(root, { path: [...fullPath(key), String(i)], sourceName })
      })
    },
    source(key) {
      const node = find(key)
      return node && formatOrigin(node.origin)
    },
  }
  return view
}
