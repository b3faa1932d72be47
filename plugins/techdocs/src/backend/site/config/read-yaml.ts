import { isCollection, isPair, isScalar, LineCounter, type Node, parseDocument, Scalar, visit } from 'yaml'

/** A YAML file of a site as plain data. */
export interface YamlFile {
  /** Undefined when the file cannot be read. */
  value: unknown
  error?: { message: string; line?: number }
  /** The line on which the value at a path of keys and indexes begins; that of its key where it has one. */
  lineOf(path: readonly (string | number)[]): number | undefined
}

/** No hand-written config comes near it. */
const maxChars = 1_000_000

/**
 * Reads YAML that people of a repository wrote, in which nothing can act: tags of Python become the name they carry, `!ENV` its
 * fallback or null and never what the environment holds, `!include` the text that it stands for. Keys are texts as written, also
 * where they look like numbers, and so is a number that would lose digits (`1.10`).
 */
export function readYaml(text: string): YamlFile {
  const nowhere = { lineOf: () => undefined }
  if (text.length > maxChars) {
    return { value: undefined, error: { message: `It is larger than ${maxChars / 1_000_000} MB.` }, ...nowhere }
  }
  try {
    const lines = new LineCounter()
    const document = parseDocument(text, {
      merge: true,
      lineCounter: lines,
      // Compares every pair of keys, which a hostile file can make take minutes.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    })
    const lineAt = (offset: number | undefined) => (offset === undefined ? undefined : lines.linePos(offset).line)
    const [error] = document.errors
    if (error) return { value: undefined, error: { message: error.message, line: lineAt(error.pos[0]) }, ...nowhere }
    makeInert(document.contents)
    return {
      value: document.toJS({ maxAliasCount: 100 }),
      lineOf: (path) => lineAt(offsetOf(document.contents, path)),
    }
  } catch (error) {
    // Nesting exhausts the stack of the parser; aliases that multiply are refused by it.
    const message = error instanceof RangeError ? 'It is nested too deeply.' : String((error as Error).message)
    return { value: undefined, error: { message }, ...nowhere }
  }
}

const pythonTag = /^(?:tag:yaml\.org,2002:|!)python\/[a-z/.]+:(.+)$/

function makeInert(root: Node | null): void {
  if (!root) return
  visit(root, {
    Pair(_, pair) {
      if (isScalar(pair.key) && typeof pair.key.value !== 'string') pair.key.value = pair.key.source ?? ''
    },
    Node(_, node) {
      if ('tag' in node && node.tag) return inert(node.tag, node)
      if (isScalar(node) && typeof node.value === 'number' && String(node.value) !== node.source) {
        node.value = node.source ?? node.value
      }
      return undefined
    },
  })
}

function inert(tag: string, node: Node): Node | undefined {
  const python = pythonTag.exec(tag)
  if (python) return textIn(node, python[1] ?? '')
  if (tag === '!ENV') return fallbackOf(node)
  if (tag === '!include' && isScalar(node)) return textIn(node, `!include ${node.value}`)
  if (tag === 'tag:yaml.org,2002:binary' && isScalar(node)) return textIn(node, node.source ?? '')
  return undefined
}

function textIn(node: Node, text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.range = node.range
  return scalar
}

/** `!ENV [A, B, fallback]`: the last of several is what holds without a variable. */
function fallbackOf(node: Node): Node {
  if (isCollection(node) && node.items.length > 1) {
    const last = node.items.at(-1)
    if (isScalar(last)) return last
  }
  const nothing = new Scalar(null)
  nothing.range = node.range
  return nothing
}

function offsetOf(root: Node | null, path: readonly (string | number)[]): number | undefined {
  let node: unknown = root
  let offset: number | undefined
  for (const step of path) {
    if (!isCollection(node)) return offset
    const item: unknown =
      typeof step === 'number'
        ? node.items[step]
        : node.items.find((pair) => isPair(pair) && isScalar(pair.key) && pair.key.value === step)
    if (isPair(item)) {
      offset = (isScalar(item.key) ? item.key.range?.[0] : undefined) ?? offset
      node = item.value
    } else {
      node = item
      offset = rangeOf(item) ?? offset
    }
  }
  return offset
}

const rangeOf = (node: unknown) => (isScalar(node) || isCollection(node) ? node.range?.[0] : undefined)
