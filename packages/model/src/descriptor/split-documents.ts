/** A part of a YAML stream that holds one document. */
export interface Segment {
  /** From its `---`, or from where the one before it ends. */
  text: string
  /** 1-based line of the file where the text begins. */
  line: number
}

/**
 * Cuts a YAML stream into its documents. A line that begins with `---` or `...` and a blank is a boundary wherever it
 * stands, even in a text block or an open quote; so that a broken document cannot swallow its neighbours.
 */
export function splitDocuments(text: string): Segment[] {
  const segments: Segment[] = []
  let start = 0
  let startLine = 1
  const cut = (end: number, endLine: number) => {
    if (end > start) segments.push({ text: text.slice(start, end), line: startLine })
    start = end
    startLine = endLine
  }
  for (let at = 0, line = 1; at !== -1 && at < text.length; line++) {
    const next = text.indexOf('\n', at) + 1
    const marker = markerAt(text, at)
    if (marker === '-') cut(at, line)
    if (marker === '.') cut(next === 0 ? text.length : next, line + 1)
    at = next === 0 ? -1 : next
  }
  cut(text.length, 0)
  return joinPrologues(segments)
}

function markerAt(text: string, at: number): '-' | '.' | undefined {
  const char = text[at]
  if (char !== '-' && char !== '.') return undefined
  if (text[at + 1] !== char || text[at + 2] !== char) return undefined
  const after = text[at + 3]
  return after === undefined || after === '\n' || after === '\r' || after === ' ' || after === '\t' ? char : undefined
}

/** Comments and directives in front of a `---` belong to the document behind it; without one they are no document. */
function joinPrologues(segments: Segment[]): Segment[] {
  const joined: Segment[] = []
  let prologue: Segment | undefined
  for (const segment of segments) {
    if (isPrologue(segment.text)) prologue = prologue ? { ...prologue, text: prologue.text + segment.text } : segment
    else {
      joined.push(prologue ? { text: prologue.text + segment.text, line: prologue.line } : segment)
      prologue = undefined
    }
  }
  return joined
}

const isPrologue = (text: string) =>
  /^(?:[ \t]*(?:#.*)?\r?\n|%.*\r?\n|\.\.\.[ \t]*\r?\n?)*(?:[ \t]*(?:#.*)?)$/.test(text)
