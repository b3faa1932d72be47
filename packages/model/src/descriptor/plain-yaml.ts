/**
 * Reads the plain part of YAML that nearly every descriptor keeps to, some ten times faster than a whole YAML parser.
 *
 * It never guesses: at the first thing that is not among the following it gives up, and the whole parser decides, also
 * about every error. Block maps with simple keys; block lists; one-line plain, quoted (without escapes) and `[a, b]`
 * values; `|` and `|-` texts; comments on lines of their own. `plain-yaml.test.ts` holds it to the other's results.
 *
 * @returns The map at the root, or undefined: ask the whole parser.
 */
export function readPlainYaml(text: string): Record<string, unknown> | undefined {
  if (unusual.test(text)) return undefined
  const lines = text.split('\n')
  const start = lines[0] === '---' ? 1 : 0
  const source: Source = { lines, at: start, endsInBreak: lines.at(-1) === '' }
  try {
    if (nextIndent(source) !== 0) return undefined
    const root = readMap(source, 0, 0)
    return nextIndent(source) === -1 ? root : undefined
  } catch (error) {
    if (error === giveUp) return undefined
    throw error
  }
}

// Tabs and carriage returns change what blanks mean, and a byte order mark inside is no text.
const unusual = /[\t\r\uFEFF]/

// Thrown from deep inside, and no Error: a stack trace would cost more than the parser saves.
const giveUp = Symbol('not plain')

interface Source {
  lines: string[]
  at: number
  endsInBreak: boolean
}

const maxDepth = 50

/** Moves to the next line that is neither empty nor a comment. Its indentation; -1 at the end. */
function nextIndent(source: Source): number {
  for (; source.at < source.lines.length; source.at++) {
    const line = lineAt(source)
    const indent = indentOf(line)
    if (indent < line.length && line[indent] !== '#') return indent
  }
  return -1
}

// Only read in front of the end; behind it an empty line is as good as none.
const lineAt = (source: Source) => source.lines[source.at] ?? ''

function indentOf(line: string): number {
  let indent = 0
  while (line.charCodeAt(indent) === 32) indent++
  return indent
}

const keyAndRest = /^([A-Za-z_$][\w./$-]{0,200}):(?: +(.*))?$/
const reservedKeys = new Set(['__proto__', 'null', 'Null', 'NULL', 'true', 'True', 'TRUE', 'false', 'False', 'FALSE'])

function readMap(source: Source, indent: number, depth: number): Record<string, unknown> {
  if (depth > maxDepth) throw giveUp
  const map: Record<string, unknown> = {}
  for (;;) {
    const next = nextIndent(source)
    if (next < indent) return map
    const match = next === indent ? keyAndRest.exec(lineAt(source).slice(indent)) : null
    const key = match?.[1]
    if (key === undefined || Object.hasOwn(map, key) || reservedKeys.has(key)) throw giveUp
    source.at++
    const rest = trimBlanks(match?.[2] ?? '')
    map[key] = rest === '' ? readNested(source, indent, depth) : readInline(source, rest, indent)
  }
}

/** What stands below `key:`; a list may stand as far left as its key. */
function readNested(source: Source, indent: number, depth: number): unknown {
  const next = nextIndent(source)
  if (next < indent) return null
  const isList = isItem(lineAt(source), next)
  if (next === indent) return isList ? readList(source, next, depth + 1) : null
  return isList ? readList(source, next, depth + 1) : readMap(source, next, depth + 1)
}

const isItem = (line: string, indent: number) => line[indent] === '-' && (line[indent + 1] ?? ' ') === ' '

function readList(source: Source, indent: number, depth: number): unknown[] {
  if (depth > maxDepth) throw giveUp
  const list: unknown[] = []
  for (;;) {
    const next = nextIndent(source)
    if (next > indent) throw giveUp
    const line = lineAt(source)
    if (next < indent || !isItem(line, indent)) return list
    const column = indent + 1 + indentOf(line.slice(indent + 1))
    const rest = trimBlanks(line.slice(column))
    if (rest === '' || rest[0] === '#' || isItem(rest, 0)) throw giveUp
    if (keyAndRest.test(rest)) {
      // The map begins behind the dash: read on as if there were none.
      source.lines[source.at] = ' '.repeat(column) + rest
      list.push(readMap(source, column, depth + 1))
    } else {
      source.at++
      list.push(readInline(source, rest, indent))
    }
  }
}

const flowList = /^\[ *[A-Za-z][\w./-]*(?: *, *[A-Za-z][\w./-]*)* *\]$/
const safeStart = /^[A-Za-z0-9_./($\u00C0-\u1FFF]/

function readInline(source: Source, rest: string, indent: number): unknown {
  switch (rest[0]) {
    case '"':
      return unquote(rest, '\\')
    case "'":
      return unquote(rest, "'")
    case '[':
      return readFlowList(rest)
    case '{':
      if (rest === '{}') return {}
      throw giveUp
    case '|':
      if (rest === '|' || rest === '|-') return readText(source, indent, rest === '|')
      throw giveUp
    default:
      return readPlain(rest)
  }
}

/** A quoted text that ends on its line, holding neither its quote nor the `special` that begins an escape. */
function unquote(rest: string, special: string): string {
  const inner = rest.slice(1, -1)
  if (rest.length < 2 || !rest.endsWith(rest.charAt(0))) throw giveUp
  if (inner.includes(rest.charAt(0)) || inner.includes(special)) throw giveUp
  return inner
}

function readFlowList(rest: string): unknown[] {
  if (rest === '[]') return []
  if (!flowList.test(rest)) throw giveUp
  return rest
    .slice(1, -1)
    .split(',')
    .map((element) => readPlain(element.trim()))
}

const words = new Map<string, unknown>([
  ...['null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
])

const wholeNumber = /^(?:0|[1-9][0-9]{0,14})$/
const numberLike = /^(?:[0-9.]*(?:[eE][-+]?[0-9]*)?|0[xo].*|\.(?:inf|nan))$/i

function readPlain(text: string): unknown {
  if (words.has(text)) return words.get(text)
  if (wholeNumber.test(text)) return Number(text)
  if (!safeStart.test(text) || numberLike.test(text)) throw giveUp
  if (text.endsWith(':') || text.includes(': ') || text.includes(' #')) throw giveUp
  return text
}

/** The lines of a `|` text: everything that stands further right than its key. */
function readText(source: Source, indent: number, keepsBreak: boolean): string {
  const first = lineAt(source)
  const own = indentOf(first)
  if (own <= indent || own === first.length) throw giveUp
  const text: string[] = []
  for (; source.at < source.lines.length; source.at++) {
    const line = lineAt(source)
    const lead = indentOf(line)
    if (lead === line.length) {
      if (lead > own) throw giveUp
      text.push('')
    } else if (lead >= own) text.push(line.slice(own))
    else if (lead > indent) throw giveUp
    else break
  }
  if (source.at === source.lines.length && !source.endsInBreak) throw giveUp
  while (text.at(-1) === '') text.pop()
  return text.join('\n') + (keepsBreak ? '\n' : '')
}

function trimBlanks(text: string): string {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 32) end--
  return end === text.length ? text : text.slice(0, end)
}
