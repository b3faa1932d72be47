import { parseSync } from 'vite'

/** A text that people read, as the source has it. */
export interface SourceText {
  key: string
  english: string
}

/** What {@link readTexts} found in one file. */
export interface FileTexts {
  texts: SourceText[]
  /** Whole sentences about texts that no language can replace. */
  problems: string[]
}

interface Node {
  type: string
  start: number
  [key: string]: unknown
}

/** How extensions are declared, and what their titles' keys begin with. What is never shown is missing. */
const extensionKinds: Readonly<Record<string, string>> = {
  page: 'page',
  sidebarItem: 'nav-item',
  entityCard: 'entity-card',
  entityTab: 'entity-content',
  entityAction: 'entity-action',
  homeWidget: 'home-widget',
  createItem: 'create-item',
  settingsSection: 'settings-section',
  shortcut: 'shortcut',
  topBarItem: 'top-bar-item',
  paletteSource: 'palette-source',
  searchResultType: 'search-result-type',
}

/** Names that a `Text` of useText goes by. */
const textNames = new Set(['t', 'shell', 'text'])
const textHooks = new Set(['useText', 'useShellText', 'useTextOf'])

/** Attributes whose value people read. */
const readAttributes = new Set([
  'title',
  'label',
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'placeholder',
  'alt',
  'empty',
  'question',
  'confirmLabel',
  'disabledReason',
])

/** Reads the texts of one source file of the web app, and what stands there instead of texts. */
export function readTexts(path: string, source: string): FileTexts {
  const found: FileTexts = { texts: [], problems: [] }
  const complain = (node: Node, what: string) =>
    found.problems.push(`${path}:${source.slice(0, node.start).split('\n').length} ${what}`)
  // The parser's own types are a union of hundreds; below, only the fields that are checked are read.
  walk(parseSync(path, source).program as unknown as Node, (node, parent) => {
    if (node.type === 'CallExpression') readCall(node, found, complain)
    if (node.type === 'JSXText' && isReadable(String(node.value)) && !isLiteralElement(parent)) {
      complain(node, `has "${String(node.value).trim()}" in the page itself. Write it with useText.`)
    }
    if (node.type === 'JSXExpressionContainer' && parent?.type === 'JSXElement' && !isLiteralElement(parent)) {
      complainOfLiterals(node.expression, complain)
    }
    if (node.type === 'JSXAttribute' && readAttributes.has(String(field(node.name, 'name')))) {
      const value =
        field(node.value, 'type') === 'JSXExpressionContainer' ? field(node.value, 'expression') : node.value
      complainOfLiterals(value, complain)
    }
  })
  return found
}

/** The placeholders of a message, sorted: `['count', 'name']`. */
export const placeholdersOf = (message: string): string[] =>
  [...new Set([...message.matchAll(/\{\s*(\w+)\s*(?:\}|,\s*(?:number|plural))/g)].map(([, name]) => name ?? ''))].sort()

type Complain = (node: Node, what: string) => void

function readCall(node: Node, found: FileTexts, complain: Complain) {
  const name = field(node.callee, 'name')
  const [first, second] = node.arguments as unknown[]
  if (isText(node.callee)) {
    const key = literal(first)
    const english = literal(second)
    if (key !== undefined && english !== undefined) found.texts.push({ key, english })
    // Titles of extensions and labels of actions are looked up by the shell; their declarations are read below.
    else if (isNode(first) && first.type !== 'TemplateLiteral' && second !== undefined)
      complain(node, 'asks for a text whose key or English is not written out. Use one call for each.')
    return
  }
  const kind = typeof name === 'string' ? extensionKinds[name] : undefined
  if (kind !== undefined) declare(first, { prefix: kind, property: 'title' }, found)
  if (name === 'searchResultType') declareFacets(first, found)
  if (name === 'defineAction') declare(first, { prefix: 'action', property: 'label' }, found)
}

function declare(declaration: unknown, { prefix, property }: { prefix: string; property: string }, found: FileTexts) {
  const id = propertyOf(declaration, 'id')
  const english = propertyOf(declaration, property)
  if (id !== undefined && english !== undefined) found.texts.push({ key: `${prefix}.${id}.${property}`, english })
}

/** Facets of a type of results are called by the type's id and their field. */
function declareFacets(declaration: unknown, found: FileTexts) {
  const facets = field(partOf(declaration, 'facets'), 'elements')
  for (const facet of Array.isArray(facets) ? facets : []) {
    const english = propertyOf(facet, 'title')
    const key = `search-result-type.${propertyOf(declaration, 'id')}.${propertyOf(facet, 'field')}`
    if (english !== undefined) found.texts.push({ key, english })
  }
}

function isText(callee: unknown): boolean {
  if (field(callee, 'type') === 'Identifier') return textNames.has(String(field(callee, 'name')))
  return field(callee, 'type') === 'CallExpression' && textHooks.has(String(field(field(callee, 'callee'), 'name')))
}

/** Code and keys are the same in every language. */
const isLiteralElement = (element: Node | undefined) =>
  ['code', 'kbd', 'title'].includes(String(field(field(field(element, 'openingElement'), 'name'), 'name')))

function complainOfLiterals(expression: unknown, complain: Complain) {
  if (!isNode(expression)) return
  const { type } = expression
  if (type === 'ConditionalExpression') {
    complainOfLiterals(expression.consequent, complain)
    complainOfLiterals(expression.alternate, complain)
  }
  if (type === 'LogicalExpression') complainOfLiterals(expression.right, complain)
  const parts =
    type === 'TemplateLiteral'
      ? (expression.quasis as Node[]).map((quasi) => String(field(quasi.value, 'cooked')))
      : [literal(expression) ?? '']
  if (parts.some(isReadable))
    complain(expression, `has "${parts.join('…')}" in the page itself. Write it with useText.`)
}

/** Two letters in a row are a word; signs, units of one letter and addresses are not. */
const isReadable = (text: string) => /\p{L}{2}/u.test(text) && !/^https?:\/\/\S+$/.test(text)

const propertyOf = (object: unknown, name: string): string | undefined => literal(partOf(object, name))

function partOf(object: unknown, name: string): unknown {
  const properties = field(object, 'properties')
  if (!Array.isArray(properties)) return undefined
  return field(
    properties.find((property) => field(field(property, 'key'), 'name') === name),
    'value',
  )
}

const literal = (node: unknown): string | undefined => {
  const value = field(node, 'type') === 'Literal' ? field(node, 'value') : undefined
  return typeof value === 'string' ? value : undefined
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

const isNode = (value: unknown): value is Node => typeof field(value, 'type') === 'string'

function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void, parent?: Node) {
  visit(node, parent)
  for (const child of Object.values(node).flat()) if (isNode(child)) walk(child, visit, node)
}
