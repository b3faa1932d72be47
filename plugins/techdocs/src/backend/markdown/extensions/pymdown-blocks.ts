import type { StateBlock } from 'markdown-it'
import { parse as parseYaml } from 'yaml'
import { endOfIndented, indentOf, lineText, mayOpen, parseBody } from '../blocks.ts'
import type { Extension, Settings } from '../extension.ts'
import { interrupts, pushAdmonition, pushDetails } from './admonition.ts'
import { pushTabs, type Tab } from './tabbed.ts'

/** `pymdownx.blocks.admonition`: `/// note | Title` … `///`. */
export const blockAdmonition: Extension = ({ md }, settings) => {
  const types = typesOf(settings)
  const plain = ['admonition', ...types.keys()]
  register(md, 'block_admonition', (name) => plain.includes(name), pushOne)

  function pushOne(state: StateBlock, [block]: readonly Block[]): void {
    if (!block) return
    const type = block.name === 'admonition' ? text(block.options.type) : (types.get(block.name) ?? block.name)
    const classes = (type ?? '').split(/\s+/).filter(Boolean)
    pushAdmonition(state, { classes: [...classes, ...block.classes], title: titleOf(block, classes) }, block)
  }
}

/** `pymdownx.blocks.details`: `/// details-note | Title` … `///`. */
export const blockDetails: Extension = ({ md }, settings) => {
  const types = typesOf(settings)
  register(
    md,
    'block_details',
    (name) => name === 'details' || types.has(name),
    (state, [block]) => {
      if (!block) return
      const type = block.name === 'details' ? text(block.options.type) : types.get(block.name)
      const classes = (type ?? '').split(/\s+/).filter(Boolean)
      const isOpen = block.options.open === true
      pushDetails(
        state,
        { classes: [...classes, ...block.classes], title: block.title || capital(block.name), isOpen },
        block,
      )
    },
  )
}

/** `pymdownx.blocks.tab`: `/// tab | Title` … `///`, one after another. */
export const blockTab: Extension = ({ md }) => {
  register(
    md,
    'block_tab',
    (name) => name === 'tab',
    (state, blocks) =>
      pushTabs(
        state,
        blocks.map((block): Tab => ({ ...block, isSelected: block.options.select === true })),
      ),
    { inRow: (next) => next.options.new !== true },
  )
}

interface Block {
  name: string
  title: string
  options: Record<string, unknown>
  classes: string[]
  attrs: [string, string][]
  line: number
  /** Behind the closing line. */
  end: number
  read(): void
}

type Md = Parameters<Extension>[0]['md']

const opener = /^(\/{3,})[ \t]*([\w-]+)[ \t]*(?:\|[ \t]*(.*))?$/

function register(
  md: Md,
  name: string,
  isOurs: (name: string) => boolean,
  push: (state: StateBlock, blocks: readonly Block[]) => void,
  { inRow }: { inRow?: (next: Block) => boolean } = {},
): void {
  md.block.ruler.before(
    'fence',
    name,
    (state, startLine, endLine, silent) => {
      const first = readBlock(state, startLine, { endLine, isOurs })
      if (!first || silent) return first !== undefined
      const blocks = [first]
      for (let next: Block | undefined = first; inRow && next; ) {
        const line: number = state.skipEmptyLines(next.end)
        next = line < endLine ? readBlock(state, line, { endLine, isOurs }) : undefined
        if (next && !inRow(next)) break
        if (next) blocks.push(next)
      }
      push(state, blocks)
      state.line = blocks.at(-1)?.end ?? startLine + 1
      return true
    },
    { alt: interrupts },
  )
}

/** A block by its first line; undefined when it is none of ours. Without an end it goes on to the end of what it stands in. */
function readBlock(
  state: StateBlock,
  line: number,
  { endLine, isOurs }: { endLine: number; isOurs: (name: string) => boolean },
): Block | undefined {
  if (!mayOpen(state, line)) return undefined
  const [, slashes, name, title = ''] = opener.exec(lineText(state, line)) ?? []
  if (!slashes || !name || !isOurs(name)) return undefined
  const indent = indentOf(state, line)
  let close = line + 1
  while (close < endLine && !(lineText(state, close) === slashes && indentOf(state, close) === indent)) close++
  const afterOptions = endOfIndented(state, line + 1, { endLine: close, indent: indent + 4 })
  const written = state.isEmpty(line + 1) ? '' : state.getLines(line + 1, afterOptions, indent + 4, false)
  const options = written ? readOptions(written) : {}
  const from = written && options ? afterOptions : line + 1
  const { class: classes, ...attrs } = recordOf(options?.attrs)
  return {
    name,
    title: title.trim(),
    options: options ?? {},
    classes: (text(classes) ?? '').split(/\s+/).filter(Boolean),
    attrs: Object.entries(attrs).map(([key, value]) => [key, String(value)]),
    line,
    end: Math.min(close + 1, endLine),
    read: () => parseBody(state, from, { to: close, indent: state.blkIndent, type: 'admonition' }),
  }
}

function readOptions(yaml: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = parseYaml(yaml, { maxAliasCount: 0 })
    return value && typeof value === 'object' && !Array.isArray(value) ? recordOf(value) : undefined
  } catch {
    // Not options, then: indented code, or text.
    return undefined
  }
}

/** The types that a site names, with the class of each. */
function typesOf({ types }: Settings): Map<string, string> {
  const listed: unknown[] = Array.isArray(types)
    ? types
    : ['note', 'attention', 'caution', 'danger', 'error', 'tip', 'hint', 'warning']
  return new Map(
    listed.map((type) => {
      const { name = type, class: className = name } = recordOf(type)
      return [String(name), String(className)]
    }),
  )
}

function titleOf(block: Block, classes: readonly string[]): string {
  return block.title || capital(classes[0] ?? block.name)
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)
const text = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))
const recordOf = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' ? (value as Record<string, unknown>) : {}
