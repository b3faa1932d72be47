import type { TextPiece } from '../ui/Marked.tsx'

/** A title in pieces: where a word of `text` stands in it, in any casing, it is marked. */
export function markWords(title: string, text: string): TextPiece[] {
  const words = text.split(/\s+/).filter(Boolean)
  if (words.length === 0) return [{ text: title, isMatch: false }]
  // Of words that begin alike the longest is tried first.
  const literals = words.sort((one, other) => other.length - one.length).map(escaped)
  return title
    .split(new RegExp(`(${literals.join('|')})`, 'iu'))
    .map((piece, place) => ({ text: piece, isMatch: place % 2 === 1 }))
    .filter((piece) => piece.text !== '')
}

const escaped = (word: string) => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
