/** Where a value was written. */
export interface ConfigOrigin {
  /** A path as people would type it, or the name of an environment variable. */
  file: string
  /** 1-based; absent for environment variables. */
  line?: number
  /** 1-based; absent for environment variables. */
  column?: number
}

/** A config value that remembers where it was written. */
export type ConfigNode = ScalarNode | ObjectNode | ArrayNode

/** A string, number, boolean, or the `null` that hides a key of lower sources. */
export interface ScalarNode {
  kind: 'scalar'
  value: string | number | boolean | null
  /** The value as it was typed, where that may differ from `String(value)`: `1.10`. */
  text?: string
  origin: ConfigOrigin
}

/** A mapping. */
export interface ObjectNode {
  kind: 'object'
  fields: Map<string, ConfigNode>
  origin: ConfigOrigin
}

/** A list. */
export interface ArrayNode {
  kind: 'array'
  items: ConfigNode[]
  origin: ConfigOrigin
}

/** Writes an origin as logs and messages show it: `app-config.yaml:12`. */
export const formatOrigin = ({ file, line }: ConfigOrigin): string => (line === undefined ? file : `${file}:${line}`)

/**
 * Lays `higher` over `lower`: objects merge key by key, everything else replaces as a whole (spec/platform.md 1.2).
 * A `null` stays in the tree: it hides what is below, and whatever lies above it may still replace it.
 */
export function mergeNodes(lower: ConfigNode | undefined, higher: ConfigNode): ConfigNode {
  if (lower?.kind !== 'object' || higher.kind !== 'object') return higher
  const fields = new Map(lower.fields)
  for (const [key, node] of higher.fields) fields.set(key, mergeNodes(fields.get(key), node))
  return { kind: 'object', fields, origin: higher.origin }
}

/** The node under a path; `undefined` when there is none or when it is hidden by `null`. */
export function findNode(root: ConfigNode | undefined, path: readonly string[]): ConfigNode | undefined {
  let node = root
  for (const part of path) {
    if (node?.kind === 'object') node = node.fields.get(part)
    else if (node?.kind === 'array') node = node.items[Number(part)]
    else return undefined
  }
  return isHidden(node) ? undefined : node
}

/** The plain value of a node. Hidden keys are left out. */
export function plainValue(node: ConfigNode | undefined): unknown {
  if (node === undefined) return undefined
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'array') return node.items.map(plainValue)
  return Object.fromEntries(
    [...node.fields].filter(([, field]) => !isHidden(field)).map(([key, field]) => [key, plainValue(field)]),
  )
}

/** Wraps a plain JSON value whose parts were all written in one place. */
export function nodeOf(value: unknown, origin: ConfigOrigin): ConfigNode {
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => nodeOf(item, origin)), origin }
  if (typeof value === 'object' && value !== null) {
    return {
      kind: 'object',
      fields: new Map(Object.entries(value).map(([key, field]) => [key, nodeOf(field, origin)])),
      origin,
    }
  }
  // JSON leaves only these: it has no functions, symbols or bigints.
  return { kind: 'scalar', value: value as ScalarNode['value'], origin }
}

/** Whether a node is the `null` that hides a key. */
export const isHidden = (node: ConfigNode | undefined): boolean => node?.kind === 'scalar' && node.value === null

/** A name for what a node holds: `string`, `number`, `boolean`, `null`, `array` or `object`. */
export const typeName = (node: ConfigNode): string =>
  node.kind !== 'scalar' ? node.kind : node.value === null ? 'null' : typeof node.value
