import { textContent } from 'domutils'
import { parseDocument } from 'htmlparser2'

type ChildNode = ReturnType<typeof parseDocument>['children'][number]
type Element = Extract<ChildNode, { attribs: unknown }>
type Text = Extract<ChildNode, { data: string }>

/**
 * HTML in one way of writing, so that only what browsers would show differently differs. Not compared: the order of attributes and
 * classes, blanks between blocks, names or numbers for characters, tokens inside of code (the grammars are others), the sign of
 * permalinks, pictures of emoji (ours are characters), and how a formula is drawn.
 */
export function normalise(html: string): string {
  return write(parseDocument(html).children, { isCode: false }).trim()
}

const blocks = new Set(
  (
    'address article aside blockquote dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p ' +
    'pre section summary table tbody td tfoot th thead tr ul input label'
  ).split(' '),
)

function write(nodes: readonly ChildNode[], { isCode }: { isCode: boolean }): string {
  const parts = nodes.map((node, at) => {
    if (isText(node)) return isCode ? escapeText(node.data) : phrase(node.data, { nodes, at })
    return isTag(node) ? element(node, isCode) : ''
  })
  return parts.join('')
}

/** Blanks are one, and none next to a block. */
function phrase(text: string, { nodes, at }: { nodes: readonly ChildNode[]; at: number }): string {
  const isEdge = (node: ChildNode | undefined) =>
    !node || (isTag(node) && (blocks.has(node.name) || node.name === 'br'))
  let shown = text.replace(/[ \t\r\n]+/g, ' ')
  const parent = nodes[at]?.parent
  const isInBlock = !parent || !isTag(parent as ChildNode) || blocks.has((parent as Element).name)
  if (isEdge(nodes[at - 1]) && (nodes[at - 1] || isInBlock)) shown = shown.trimStart()
  if (isEdge(nodes[at + 1]) && (nodes[at + 1] || isInBlock)) shown = shown.trimEnd()
  return escapeText(shown)
}

function element(node: Element, isInCode: boolean): string {
  const classes = (node.attribs.class ?? '').split(/\s+/).filter(Boolean)
  if (isInCode && node.name === 'span' && !classes.includes('hll')) return write(node.children, { isCode: true })
  if (classes.includes('emojione')) {
    const character = node.attribs.alt ?? textContent(node)
    return `<emoji ${node.attribs.title}>${character.replaceAll('\uFE0F', '')}`
  }
  if (classes.includes('arithmatex')) return `<${node.name} arithmatex>${formula(node)}</${node.name}>`
  const isCode = isInCode || node.name === 'pre' || node.name === 'code'
  const inner = classes.includes('headerlink') ? '' : write(node.children, { isCode })
  const isEmptyParagraph = node.name === 'p' && inner === '' && Object.keys(node.attribs).length === 0
  if (isEmptyParagraph || (isInCode && node.name === 'span' && inner === '')) return ''
  const line = blocks.has(node.name) && !isInCode ? '\n' : ''
  return `${line}<${node.name}${attributes(node, classes)}>${inner}</${node.name}>${line}`.replace(
    /\n+/g,
    isInCode ? '$&' : '\n',
  )
}

function attributes({ attribs }: Element, classes: readonly string[]): string {
  return Object.entries(attribs)
    .map(([name, value]): [string, string] => [name, name === 'class' ? [...classes].sort().join(' ') : value])
    .map(([name, value]): [string, string] => [name, value === name ? '' : value])
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([name, value]) => ` ${name}="${escapeText(value)}"`)
    .join('')
}

/** The text of a formula: what our MathML carries as its source, and MkDocs between `\(` and `\)`. */
function formula(node: Element): string {
  const written = textContent(findSource(node) ?? node)
  return written.replace(/^\\[([]|\\[)\]]$/g, '').trim()
}

function findSource(node: Element): Element | undefined {
  if (node.name === 'annotation') return node
  for (const child of node.children) {
    const found = isTag(child) ? findSource(child) : undefined
    if (found) return found
  }
  return undefined
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

function isTag(node: ChildNode): node is Element {
  return 'attribs' in node
}

function isText(node: ChildNode): node is Text {
  return node.type === 'text'
}
