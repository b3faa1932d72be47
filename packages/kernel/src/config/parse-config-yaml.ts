import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml'
import { configErrors } from './config-errors.ts'
import type { ConfigNode, ConfigOrigin } from './config-node.ts'

const maxDepth = 100
const maxAliasedNodes = 10_000

/**
 * Parses the text of one config file (YAML, of which JSON is a part), keeping the line of every value.
 *
 * @param file - As messages shall name it.
 * @returns `undefined` for an empty document.
 * @throws `config/not-yaml` and `config/not-allowed`, with file and line. Depth and the expansion of aliases are bounded.
 */
export function parseConfigYaml(text: string, file: string): ConfigNode | undefined {
  const lines = new LineCounter()
  const document = parse(text, file, lines)
  const originAt = (node: unknown): ConfigOrigin => {
    const offset = (node as Node | null)?.range?.[0] ?? 0
    const { line, col } = lines.linePos(offset)
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const refuse = (node: unknown, reason: string) => {
    const { line } = originAt(node)
    return configErrors.notAllowed({ at: `${file}:${line}`, reason })
  }
  let aliasedNodes = 0

  function convert(node: unknown, origin: ConfigOrigin, place: { depth: number; aliased: boolean }): ConfigNode {
    if (place.depth > maxDepth)
      throw refuse(node, `Values are nested more than ${maxDepth} levels deep, which is refused.`)
    if (place.aliased && ++aliasedNodes > maxAliasedNodes) {
      throw refuse(node, `Aliases expand to more than ${maxAliasedNodes} values, which is refused.`)
    }
    const inside = { ...place, depth: place.depth + 1 }
    if (isAlias(node)) {
      const target = node.resolve(document)
      if (target === undefined) throw refuse(node, `The alias *${node.source} has no anchor before it.`)
      return convert(target, origin, { depth: place.depth + 1, aliased: true })
    }
    if (isMap(node)) return { kind: 'object', fields: convertFields(node, inside), origin }
    if (isSeq(node))
      return { kind: 'array', items: node.items.map((item) => convert(item, originAt(item), inside)), origin }
    return convertScalar(node, origin)
  }

  function convertFields(map: YAMLMap, inside: { depth: number; aliased: boolean }): Map<string, ConfigNode> {
    const fields = new Map<string, ConfigNode>()
    for (const { key, value } of map.items) {
      if (!isScalar(key)) throw refuse(key, 'A key must be a plain word, not a list or an object.')
      const name = String(key.value)
      if (name === '__proto__') throw refuse(key, 'The key __proto__ is refused.')
      // The line of a value is the line of its key: that is where people look for it.
      fields.set(name, convert(value, originAt(key), inside))
    }
    return fields
  }

  if (document.contents === null) return undefined
  return convert(document.contents, originAt(document.contents), { depth: 0, aliased: false })
}

function parse(text: string, file: string, lineCounter: LineCounter) {
  const document = parseDocument(text, { lineCounter, prettyErrors: false })
  const [first] = document.errors
  if (first) {
    const reason = reasonByCode[first.code] ?? sentence(first.message)
    throw configErrors.notYaml({ at: `${file}:${lineCounter.linePos(first.pos[0]).line}`, reason }, { cause: first })
  }
  return document
}

const reasonByCode: Partial<Record<string, string>> = {
  MULTIPLE_DOCS: 'a config file holds one document, and a second one starts here.',
  RESOURCE_EXHAUSTION: 'it is nested too deeply.',
}

function convertScalar(node: unknown, origin: ConfigOrigin): ConfigNode {
  if (!isScalar(node) || node.value === null || node.value === undefined) return { kind: 'scalar', value: null, origin }
  const { value, source } = node
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', value, origin, ...(typeof value !== 'string' && source ? { text: source } : {}) }
  }
  return { kind: 'scalar', value: String(value), origin }
}

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
