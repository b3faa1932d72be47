import type { Problem, Static, TSchema } from '@callboard/model'
import { configErrors } from './config-errors.ts'
import { parseKey } from './config-key.ts'
import { type ConfigNode, type ConfigOrigin, findNode, formatOrigin, isHidden, nodeOf } from './config-node.ts'
import { type ConfigDeclaration, fieldsOf, itemSchema, propertySchema } from './config-schema.ts'
import { findMismatches } from './find-mismatches.ts'
import type { LoadedConfig } from './load-config.ts'
import { nearestName } from './nearest-name.ts'
import { prepareValue } from './prepare-value.ts'

/** Something wrong with the configuration. */
export interface ConfigProblem extends Problem {
  /** The dotted key: `backend.listen.port`. */
  key: string
  /** Whose declaration it breaks; absent when nobody declares the key. */
  pluginId?: string
}

/**
 * Holds the whole configuration against everything that is declared about it.
 *
 * @param declarations - The kernel's and every plugin's. Several may speak about one block.
 * @returns Every wrong key at once, in the order of the files' lines. Warnings are keys that nobody reads, and deprecated ones:
 * a portal starts with them, as it must with the config of a Backstage (spec/platform.md 1.7).
 */
export function checkConfig(loaded: LoadedConfig, declarations: readonly ConfigDeclaration[]): ConfigProblem[] {
  const declaredPaths = declarations.map(({ key }) => parseKey(key))
  const isSomeonesElse = (path: readonly string[]) =>
    declaredPaths.some((declared) => declared.length >= path.length && path.every((part, i) => part === declared[i]))
  const problems = declarations.flatMap((declaration) => {
    const found = checkBlock(loaded.tree(), declaration)
    return found.filter(({ code, key }) => !aboutKeys.has(code) || !isSomeonesElse(key.split('.')))
  })
  return [...problems, ...unreadKeys(loaded.tree(), declarations)].sort(byPlace)
}

const aboutKeys = new Set(['config/unknown-key', 'config/unread-key'])

/** Writes a problem for people: `app-config.yaml:12  backend.listen.port: expected a number, got "abc"`. */
export function formatConfigProblem({ file, line, key, message, hint }: ConfigProblem): string {
  const place = file === undefined ? '' : `${formatOrigin({ file, ...(line === undefined ? {} : { line }) })}  `
  return `${place}${key}: ${message}${hint ? `. ${hint}` : ''}`
}

/**
 * The value of a plugin's block, with defaults filled in and texts turned into the numbers and booleans they stand for. Durations stay as written.
 *
 * @throws `config/invalid` that lists every wrong key of the block with file and line. Keys it does not know are `checkConfig`'s to tell.
 */
export function parsePluginConfig<S extends TSchema>(loaded: LoadedConfig, schema: S, key: string): Static<S> {
  const problems = checkBlock(loaded.tree(), { pluginId: '', key, schema }).filter(
    ({ code, level }) => level === 'error' && code !== 'config/unknown-key',
  )
  if (problems.length > 0) throw configErrors.invalid({ problems: problems.map(formatConfigProblem).join('\n') })
  // Checked in the line above.
  return prepareBlock(loaded.tree(), { key, schema }) as Static<S>
}

/** The value of a block, defaults filled in, not yet checked. An absent block is an empty one: its keys may all have defaults. */
export function prepareBlock(
  root: ConfigNode | undefined,
  { key, schema }: Pick<ConfigDeclaration, 'key' | 'schema'>,
): unknown {
  const node = findNode(root, parseKey(key))
  const isBlock = fieldsOf(schema).type === 'object' || fieldsOf(schema).allOf !== undefined
  return prepareValue(schema, node ?? (isBlock ? nodeOf({}, { file: 'default' }) : undefined))
}

function checkBlock(root: ConfigNode | undefined, { pluginId, key, schema }: ConfigDeclaration): ConfigProblem[] {
  const value = prepareBlock(root, { key, schema })
  const found = value === undefined ? [] : findMismatches(schema, value)
  const path = parseKey(key)
  const problems = found.map(({ code, path: below, text, known }): ConfigProblem => {
    const place = nearestOrigin(root, [...path, ...below])
    const meant = known && nearestName(below.at(-1) ?? '', known)
    return {
      code,
      level: 'error',
      key: [...path, ...below].join('.'),
      pluginId,
      message: text,
      ...(known ? { hint: unknownKeyHint(known, meant) } : {}),
      ...place,
    }
  })
  return [...problems, ...remarks(schema, findNode(root, path), path).map((remark) => ({ ...remark, pluginId }))]
}

const unknownKeyHint = (known: readonly string[], meant: string | undefined) =>
  meant ? `Did you mean "${meant}"?` : known.length === 0 ? 'No keys are known here.' : `Known are ${known.join(', ')}.`

/** What may be there and yet is probably not what its author wants: deprecated keys, and near misses of known ones. */
function remarks(schema: TSchema, node: ConfigNode | undefined, path: readonly string[]): ConfigProblem[] {
  if (node === undefined || isHidden(node)) return []
  const { deprecated, properties = {}, additionalProperties } = fieldsOf(schema)
  const found: ConfigProblem[] = []
  const warn = (code: string, at: readonly string[], message: string, origin: ConfigOrigin) =>
    found.push({ code, level: 'warning', key: at.join('.'), message, ...origin })
  if (deprecated) {
    const advice = typeof deprecated === 'string' ? `: ${deprecated}` : ' and will go away'
    warn('config/deprecated-key', path, `this key is deprecated${advice}`, node.origin)
  }
  if (node.kind === 'array') {
    node.items.forEach((item, i) => {
      const of = itemSchema(schema, i)
      if (of) found.push(...remarks(of, item, [...path, String(i)]))
    })
  }
  if (node.kind !== 'object') return found
  for (const [key, field] of node.fields) {
    const of = propertySchema(schema, key)
    if (of) found.push(...remarks(of, field, [...path, key]))
    // Keys at the very top are told by `unreadKeys`.
    else if (additionalProperties !== false && path.length > 0 && !isHidden(field)) {
      const meant = nearestName(key, Object.keys(properties))
      if (meant)
        warn('config/unread-key', [...path, key], `nobody reads this key; did you mean "${meant}"?`, field.origin)
    }
  }
  return found
}

/** Blocks at the top that no declaration speaks about. */
function unreadKeys(root: ConfigNode | undefined, declarations: readonly ConfigDeclaration[]): ConfigProblem[] {
  if (root?.kind !== 'object') return []
  const known = new Set(
    declarations.flatMap(({ key, schema }) =>
      key === '' ? Object.keys(fieldsOf(schema).properties ?? {}) : [parseKey(key)[0] ?? ''],
    ),
  )
  return [...root.fields].flatMap(([key, node]): ConfigProblem[] => {
    if (known.has(key) || isHidden(node)) return []
    const meant = nearestName(key, known)
    const message = `no installed plugin reads this key${meant ? `; did you mean "${meant}"?` : ''}`
    return [{ code: 'config/unread-key', level: 'warning', key, message, ...node.origin }]
  })
}

/** Where a key is written, or else the nearest block around the place where it is missing. */
function nearestOrigin(root: ConfigNode | undefined, path: readonly string[]): Partial<ConfigOrigin> {
  for (let length = path.length; length > 0; length--) {
    const node = findNode(root, path.slice(0, length))
    if (node) return node.origin
  }
  return {}
}

const byPlace = (a: ConfigProblem, b: ConfigProblem) =>
  (a.file ?? '').localeCompare(b.file ?? '') || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
