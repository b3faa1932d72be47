import type { StateBlock } from 'markdown-it'

/** The opening tag of an element that stands between paragraphs. */
export interface Tag {
  name: string
  start: number
  /** Behind `>`. */
  end: number
  /** As it is written, without `markdown`. */
  html: string
  /** How its content is read; undefined when it is HTML. */
  markdown?: 'block' | 'span'
  /** Nothing in it is ever Markdown. */
  isVerbatim: boolean
}

/** Those that Python-Markdown takes for blocks; others stand in paragraphs. */
const blockNames = new Set(
  (
    'address article aside blockquote body canvas center colgroup dd details div dl dt fieldset figcaption figure footer form group h1 h2 ' +
    'h3 h4 h5 h6 header hgroup hr html iframe legend li main map math menu nav noscript object ol option output p pre progress script ' +
    'section style summary svg table tbody td textarea tfoot th thead tr ul video'
  ).split(' '),
)
const verbatim = new Set(['pre', 'script', 'style', 'textarea', 'svg', 'math'])
/** Their content is a line of text, where `markdown` does not say otherwise. */
const lines = new Set([
  'address',
  'dd',
  'dt',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'legend',
  'li',
  'p',
  'summary',
  'td',
  'th',
])

/** Whether a closing tag of such an element stands at a place. */
export function isClosingTag(state: StateBlock, start: number): boolean {
  const [, name] = /^<\/([a-z][a-z0-9]*)\s*>/i.exec(state.src.slice(start, start + 100)) ?? []
  return name !== undefined && blockNames.has(name.toLowerCase())
}

const opening = /<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>/iy
const attribute = /\smarkdown(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?(?=[\s/]|$)/i

/** The tag at a place, if it opens an element of its own. */
export function openingTag(state: StateBlock, start: number): Tag | undefined {
  opening.lastIndex = start
  const [html, written, attributes = ''] = opening.exec(state.src) ?? []
  const name = written?.toLowerCase()
  if (!html || !name || !blockNames.has(name)) return undefined
  const asked = attribute.exec(attributes)
  const how = asked && (asked[1] ?? asked[2] ?? asked[3] ?? '1')
  const markdown = how === 'span' || (how !== null && how !== 'block' && lines.has(name)) ? 'span' : 'block'
  return {
    name,
    start,
    end: start + html.length,
    html: `<${written}${attributes.replace(attribute, '')}>`,
    ...(how !== null && how !== '0' && { markdown }),
    isVerbatim: verbatim.has(name),
  }
}

interface Place {
  start: number
  end: number
}
const pairs = new WeakMap<StateBlock, Map<string, Map<number, Place>>>()

/** Where an element ends. All elements of its name are paired at once, so that many without an end cost no more than one. */
export function closingTag(state: StateBlock, tag: Tag): Place | undefined {
  const known = pairs.get(state) ?? new Map<string, Map<number, Place>>()
  pairs.set(state, known)
  const ofName = known.get(tag.name) ?? pair(state.src, tag.name)
  known.set(tag.name, ofName)
  return ofName.get(tag.start)
}

function pair(src: string, name: string): Map<number, Place> {
  const found = new Map<number, Place>()
  const open: number[] = []
  for (const match of src.matchAll(new RegExp(`<(/?)${name}(?=[\\s/>])[^<>]*>`, 'gi'))) {
    const place = { start: match.index, end: match.index + match[0].length }
    if (!match[1]) {
      if (!match[0].endsWith('/>')) open.push(place.start)
      continue
    }
    const start = open.pop()
    if (start !== undefined) found.set(start, place)
  }
  return found
}
