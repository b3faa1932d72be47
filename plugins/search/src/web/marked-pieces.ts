import type { TextPiece } from '@callboard/web'
import type { SearchResult } from '../model/routes.ts'

type Highlight = NonNullable<SearchResult['highlight']>

/** A field of a hit in pieces: what matched is marked, if the server says what. It is never read as HTML. */
export function piecesOf(text: string, field: string, highlight: Highlight | undefined): TextPiece[] {
  const marked = highlight?.fields[field]
  if (!highlight || marked === undefined || highlight.preTag === '') return [{ text, isMatch: false }]
  const [before = '', ...rest] = marked.split(highlight.preTag)
  const pieces = rest.flatMap((piece) => {
    const [match = '', ...after] = piece.split(highlight.postTag)
    return [
      { text: match, isMatch: true },
      { text: after.join(''), isMatch: false },
    ]
  })
  return [{ text: before, isMatch: false }, ...pieces].filter((piece) => piece.text !== '')
}

/** As much before the first match as a line has room for. */
const charactersBefore = 32

/** Pieces for one line, which begins shortly before the first match; undefined when nothing matched. */
export function lineOf(pieces: readonly TextPiece[]): TextPiece[] | undefined {
  const first = pieces.findIndex(({ isMatch }) => isMatch)
  if (first === -1) return undefined
  const before = pieces
    .slice(0, first)
    .map(({ text }) => text)
    .join('')
  const start = before.length > charactersBefore ? `…${before.slice(-charactersBefore)}` : before
  return [{ text: start, isMatch: false }, ...pieces.slice(first)]
}
