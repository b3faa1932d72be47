/** How a text is coloured. */
export type SourceLanguage = 'yaml' | 'json' | 'graphql' | 'proto' | 'text'

/** A part of a line. */
export interface Piece {
  text: string
  /** Undefined for what has no colour of its own. */
  role: 'key' | 'string' | 'number' | 'keyword' | 'comment' | undefined
}

const string = String.raw`(?<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`
const number = String.raw`(?<number>\b\d+(?:\.\d+)?\b)`
const keywords = (words: string) => String.raw`(?<keyword>\b(?:${words})\b)`

const patterns: Readonly<Record<SourceLanguage, RegExp | undefined>> = {
  yaml: new RegExp(
    String.raw`(?<comment>(?:^|(?<=\s))#.*$)|(?<key>^\s*(?:- )*["'\w$./{}@*~ -]+?(?=:(?:\s|$)))|${string}|${keywords('true|false|null')}|${number}`,
    'g',
  ),
  json: new RegExp(
    String.raw`(?<key>"(?:[^"\\]|\\.)*"(?=\s*:))|${string}|${keywords('true|false|null')}|${number}`,
    'g',
  ),
  graphql: new RegExp(
    String.raw`(?<comment>#.*$)|${string}|${keywords('type|interface|input|enum|union|scalar|directive|extend|schema|implements|query|mutation|subscription|fragment|on|true|false|null')}|(?<key>\b\w+(?=\s*[:(]))|${number}`,
    'g',
  ),
  proto: new RegExp(
    `(?<comment>//.*$)|${string}|${keywords('syntax|package|import|option|message|enum|service|rpc|returns|stream|repeated|optional|required|oneof|map|reserved|extend|true|false')}|${number}`,
    'g',
  ),
  text: undefined,
}

/** Longer lines are left plain: nobody reads them, and the page must not wait for them. */
const longestColoured = 1_000

/** Splits a line into pieces to colour. */
export function highlight(line: string, language: SourceLanguage): Piece[] {
  const pattern = patterns[language]
  if (!pattern || line.length > longestColoured) return [{ text: line, role: undefined }]
  const pieces: Piece[] = []
  let end = 0
  for (const match of line.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: line.slice(end, match.index), role: undefined })
    const [role] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? []
    // The groups of the patterns above have these names and no others.
    pieces.push({ text: match[0], role: role as Piece['role'] })
    end = match.index + match[0].length
  }
  if (end < line.length) pieces.push({ text: line.slice(end), role: undefined })
  return pieces
}
