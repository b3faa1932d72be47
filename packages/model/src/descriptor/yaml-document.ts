import { type Document, isCollection, isMap, isPair, isScalar, type Node, parseDocument } from 'yaml'
import { type Refusal, refusalOf } from './check-value.ts'
import { readPlainYaml } from './plain-yaml.ts'

/** What is wrong with a document, before it has a file and a line. */
export interface Flaw {
  code: string
  message: string
  hint: string
  offset: number
}

/** A document as data, or the first thing that is wrong with it. */
export type ParsedDocument = { value: unknown } | { flaw: Flaw }

/** Parses one YAML document: 1.2 core schema, merge keys left alone, aliases bounded. */
export function parseYamlDocument(text: string): ParsedDocument {
  const value = readPlainYaml(text)
  return value === undefined ? parseWholeYaml(text) : { value }
}

/** What `parseYamlDocument` promises, by the whole parser. */
export function parseWholeYaml(text: string): ParsedDocument {
  try {
    return convert(composeDocument(text))
  } catch (error) {
    // The composer calls itself for every level, so that only nesting can exhaust the stack.
    if (error instanceof RangeError) return { flaw: refusals['too-deep'] }
    if (error instanceof ReferenceError) return { flaw: badAlias(error.message) }
    throw error
  }
}

/** The document with the offsets of its nodes. For whoever wants to know a line. */
export function composeDocument(text: string): Document.Parsed {
  return parseDocument(text, {
    version: '1.2',
    merge: false,
    // Explicit !!binary and !!timestamp would give values that JSON has not.
    resolveKnownTags: false,
    // Looks at every pair of keys, which takes minutes for a hostile map; findBadKey does it in one pass.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
}

function convert(document: Document.Parsed): ParsedDocument {
  const [error] = document.errors
  if (error) return { flaw: error.code === 'RESOURCE_EXHAUSTION' ? refusals['too-deep'] : syntaxFlaw(error) }
  const badKey = findBadKey(document.contents)
  if (badKey) return { flaw: badKey }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  const refusal = refusalOf(value)
  return refusal ? { flaw: refusals[refusal] } : { value }
}

function findBadKey(node: Node | null): Flaw | undefined {
  if (!isCollection(node)) return undefined
  const keys = new Set<unknown>()
  for (const item of node.items) {
    if (isPair<Node, Node | null>(item)) {
      if (isCollection(item.key)) return noScalarKey(item.key.range?.[0])
      // Maps only: a pair in a list is a map of its own.
      if (isScalar(item.key) && isMap(node) && keys.size === keys.add(item.key.value).size) {
        return duplicateKey(String(item.key.value), item.key.range?.[0])
      }
    }
    // The items of a parsed collection are nodes or pairs of nodes.
    const inner = findBadKey((isPair(item) ? item.value : item) as Node | null)
    if (inner) return inner
  }
  return undefined
}

const noScalarKey = (offset = 0): Flaw => ({
  code: 'model/yaml-key',
  message: 'A key of the document is a list or a map; keys are texts.',
  hint: 'Check the brackets, and put a text that begins with "{" or "[" in quotes.',
  offset,
})

const duplicateKey = (key: string, offset = 0): Flaw => ({
  code: 'model/yaml-duplicate-key',
  message: `The key "${key}" stands twice in one map.`,
  hint: 'Keep one of them; a later one would silently replace the earlier one.',
  offset,
})

const refusals: Record<Refusal, Flaw> = {
  'too-deep': {
    code: 'model/too-deep',
    message: 'The document nests too deep to be an entity.',
    hint: 'Flatten it.',
    offset: 0,
  },
  'too-big': {
    code: 'model/yaml-too-big',
    message: 'The document grows too big when its aliases are written out.',
    hint: 'Write the repeated parts less often, or split the document.',
    offset: 0,
  },
}

const badAlias = (reason: string): Flaw =>
  reason.startsWith('Excessive')
    ? {
        code: 'model/yaml-aliases',
        message: 'The document refers to its anchors so often that it looks like an attack.',
        hint: 'Write the repeated parts out, or split the document.',
        offset: 0,
      }
    : {
        code: 'model/yaml-syntax',
        message: 'The document is no valid YAML: an alias names an anchor that is not there.',
        hint: 'Put a text that begins with "*" in quotes, or define the anchor in front of the alias.',
        offset: 0,
      }

interface YamlError {
  code: string
  message: string
  pos: [number, number]
}

function syntaxFlaw(error: YamlError): Flaw {
  const message = error.message.replace(/[.\s]+$/, '').replace(/(["'])quote$/, '$1 quote')
  return {
    code: 'model/yaml-syntax',
    message: `The document is no valid YAML: ${message}.`,
    hint: hints[error.code] ?? 'Correct the YAML; the other documents of the file are read without it.',
    offset: error.pos[0],
  }
}

const hints: Record<string, string> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML allows no tabs there.',
  BAD_INDENT: 'Indent what belongs together by the same number of spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'Put a text that holds ": " in quotes, or check the indentation.',
  BLOCK_IN_FLOW: 'Close the bracket first, or check the indentation.',
  MISSING_CHAR: 'Look for a quote, bracket, comma or colon that is missing.',
  BAD_SCALAR_START: 'Put a text that begins with @ or ` in quotes.',
  BAD_ALIAS: 'Put a text that begins with "*" in quotes.',
  BAD_DQ_ESCAPE: 'Write a backslash in double quotes twice, or use single quotes.',
  MULTILINE_IMPLICIT_KEY: 'Put the whole key on one line, or check for a missing quote.',
}
