/** What putting snippets into a page needs. */
export interface SnippetSource {
  /** The text of a file; undefined when there is none, or it may not be read. */
  read(path: string): string | undefined
  /** Told about every file that could not be put in. @param line - From 0, of the page. */
  missing(path: string, line: number): void
}

/** A page with its snippets, and for each line the line of the page that it comes from; undefined inside of a snippet. */
export interface Assembled {
  text: string
  lines: (number | undefined)[]
}

/** A page of more than this much text would not be read by anyone; what lies beyond is left out. */
const mostCharacters = 4_000_000
const deepest = 20

/**
 * Puts files into a page, as `pymdownx.snippets` does: `--8<-- "file"`, `"file:2:9"`, `"file:section"`, and blocks of files between
 * two marks. A file that is being put in already is left out.
 */
export function assemble(source: string, snippets: SnippetSource): Assembled {
  const room = { left: mostCharacters }
  const made = expand(source.split('\n'), { snippets, open: [], room })
  return { text: made.map((line) => line.text).join('\n'), lines: made.map((line) => line.from) }
}

interface Line {
  text: string
  from: number | undefined
}

interface Place {
  snippets: SnippetSource
  /** Files that are being put in. */
  open: readonly string[]
  /** The line of the page at which the outermost one stands. */
  at?: number
  room: { left: number }
}

const mark = /^([ \t]*)(;?)-{1,20}8<-{1,20}(?:[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'))?[ \t]*$/
const sectionMark = /^(.*?)(;*)(-{1,20}8<-{1,20}[ \t]+)\[[ \t]*(start|end)[ \t]*:[ \t]*([a-z][\w-]*)[ \t]*\](.*)$/i

function expand(lines: readonly string[], place: Place): Line[] {
  const made: Line[] = []
  let isBlock = false
  for (const [index, text] of lines.entries()) {
    const at = place.at ?? index
    const from = place.at === undefined ? index + 1 : undefined
    const put = (path: string, indent: string) => {
      for (const line of include(path, { ...place, at })) made.push({ text: indent + line.text, from: undefined })
    }
    if (place.room.left <= 0) break
    const [found, indent = '', escaped, double, single] = (text.includes('8<') && mark.exec(text)) || []
    if (found !== undefined && escaped) made.push({ text: text.replace(';', ''), from })
    else if (found !== undefined && (double ?? single) !== undefined) {
      if (!isBlock) put((double ?? single ?? '').trim(), indent)
    } else if (found !== undefined) isBlock = !isBlock
    else if (isBlock && text.trim() === '') made.push({ text: '', from })
    else if (isBlock) put(text.trim(), /^[ \t]*/.exec(text)?.[0] ?? '')
    else {
      const shown = withoutSectionMark(text)
      if (shown !== undefined) made.push({ text: shown, from })
    }
    place.room.left -= text.length + 1
  }
  return made
}

/** A line of text; undefined for the mark of a section. */
function withoutSectionMark(text: string): string | undefined {
  if (!text.includes('8<')) return text
  const [found, before = '', escaped = '', sign = ''] = sectionMark.exec(text) ?? []
  if (!found) return text
  return escaped ? text.replace(`${before}${escaped}${sign}`, `${before}${escaped.slice(1)}${sign}`) : undefined
}

function include(written: string, place: Place & { at: number }): Line[] {
  if (written.startsWith(';')) return []
  const { path, ranges, section } = readTarget(written)
  if (!path || place.open.includes(path)) return []
  const text = place.open.length < deepest && isInside(path) ? place.snippets.read(path) : undefined
  if (text === undefined) {
    place.snippets.missing(path, place.at)
    return []
  }
  const all = text.replace(/\r\n?/g, '\n').split('\n')
  const chosen = section ? readSection(all, section) : ranges ? ranges.flatMap((range) => sliceOf(all, range)) : all
  if (section && chosen.length === 0) place.snippets.missing(written, place.at)
  return expand(chosen, { ...place, open: [...place.open, path] })
}

/** No other host, and nothing above the site; whoever reads files checks again, with links resolved. */
function isInside(path: string): boolean {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || /^[/\\]/.test(path) || path.includes('\0')) return false
  let depth = 0
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    if (depth < 0) return false
  }
  return true
}

type Range = [from: number | undefined, to: number | undefined]

/** `file`, `file:2:9`, `file:2:3,5:6`, `file:section`. */
function readTarget(written: string): { path: string; ranges?: Range[]; section?: string } {
  const [, numbered, spans] = /^(.*?)((?::-?\d*){1,2}(?:,-?\d*(?::-?\d*)?)*)$/.exec(written.slice(0, 1000)) ?? []
  if (numbered !== undefined && spans !== undefined) {
    const ranges = spans
      .slice(1)
      .split(',')
      .map((span): Range => {
        const [from, to] = span.split(':').map((number) => (number ? Number(number) : undefined))
        return [from, to]
      })
    return { path: numbered.trim(), ranges }
  }
  const [, path = written, section] = /^(.*):([a-z][\w-]*)$/i.exec(written.slice(0, 1000)) ?? []
  return { path: path.trim(), ...(section && { section }) }
}

/** Lines from 1; from the end when negative; the last is part of it. */
function sliceOf(lines: readonly string[], [from, to]: Range): readonly string[] {
  const start = from === undefined ? 0 : from < 0 ? from : Math.max(0, from - 1)
  const end = to === undefined ? undefined : to < 0 ? lines.length + 1 + to : to
  return lines.slice(start, end)
}

function readSection(lines: readonly string[], wanted: string): string[] {
  const chosen: string[] = []
  let isInIt = false
  for (const line of lines) {
    const [, , escaped, , type, name] = sectionMark.exec(line) ?? []
    if (type && !escaped) {
      if (name === wanted) {
        if (type.toLowerCase() === 'end') break
        isInIt = true
      }
    } else if (isInIt) chosen.push(line)
  }
  return chosen
}
