import { isKeyPart } from './config-key.ts'
import { type ConfigNode, nodeOf, type ObjectNode } from './config-node.ts'

const prefix = 'APP_CONFIG_'

/**
 * Reads `APP_CONFIG_backend_listen_port=7008` as `backend.listen.port` (spec/platform.md 1.5).
 *
 * @returns `undefined` when no such variable is set.
 * @throws TypeError that names the variable, for a bad name, the JSON value `null`, or two variables that contradict each other.
 */
export function envConfig(env: Readonly<Record<string, string | undefined>>): ConfigNode | undefined {
  const root: ObjectNode = { kind: 'object', fields: new Map(), origin: { file: 'environment variables' } }
  /** Objects that were made to hold others; any other object is the value of one variable and is not to be added to. */
  const containers = new Set<ConfigNode>([root])
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(prefix) || !text) continue
    const parts = name.slice(prefix.length).split('_')
    const badPart = parts.find((part) => !isKeyPart(part))
    if (badPart !== undefined) {
      throw new TypeError(
        `The environment variable ${name} names no config key: "${badPart}" is not a valid part of one.`,
      )
    }
    place(root, parts, { name, value: parseValue(name, text), containers })
  }
  return root.fields.size > 0 ? root : undefined
}

function parseValue(name: string, text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return text
  }
  if (value === null)
    throw new TypeError(`The environment variable ${name} is null, which is no value. Unset it instead.`)
  return value
}

function place(
  root: ObjectNode,
  parts: readonly string[],
  { name, value, containers }: { name: string; value: unknown; containers: Set<ConfigNode> },
) {
  let parent = root
  parts.forEach((part, i) => {
    const isLast = i === parts.length - 1
    const existing = parent.fields.get(part)
    if (existing && (isLast || !containers.has(existing) || existing.kind !== 'object')) {
      const key = parts.slice(0, i + 1).join('.')
      const other = containers.has(existing) ? `other ${prefix} variables` : existing.origin.file
      throw new TypeError(`The environment variable ${name} contradicts ${other}: both set ${key}. Keep one of them.`)
    }
    if (isLast) {
      parent.fields.set(part, nodeOf(value, { file: name }))
    } else if (existing?.kind === 'object') {
      parent = existing
    } else {
      const container: ObjectNode = { kind: 'object', fields: new Map(), origin: { file: name } }
      containers.add(container)
      parent.fields.set(part, container)
      parent = container
    }
  })
}
