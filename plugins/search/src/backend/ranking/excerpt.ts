import { type Corrections, termMatcher } from '../query/match-words.ts'
import type { ParsedTerm } from '../query/parse-term.ts'
import { wordsOf } from '../query/words.ts'

const excerptLength = 300
/** Further on nobody looks for the best piece: pages of results are to be quick. */
const searchedLength = 20_000

/**
 * A piece of a text with as many words of the term as there are together, cut between words.
 *
 * @returns undefined when the text is short enough to be shown as it is.
 */
export function excerptOf(
  text: string,
  { term, corrections }: { term: ParsedTerm; corrections: Corrections },
): string | undefined {
  if (text.length <= excerptLength) return undefined
  const matches = termMatcher(term, corrections)
  const found: { word: string; start: number; end: number }[] = []
  for (const word of wordsOf(text.slice(0, searchedLength))) {
    if (matches(word.word) || word.parts.some(matches)) found.push(word)
  }
  return cutRound(text, bestStart(found))
}

/** Where the piece with most different words begins. */
function bestStart(found: readonly { word: string; start: number; end: number }[]): number {
  let best = { start: 0, words: 0 }
  for (const [index, { start }] of found.entries()) {
    const words = new Set<string>()
    for (let at = index; at < found.length; at++) {
      const other = found[at]
      if (!other || other.end > start + excerptLength || words.size > maxDifferent) break
      words.add(other.word)
    }
    if (words.size > best.words) best = { start, words: words.size }
  }
  return best.start
}

const maxDifferent = 16
const before = 60

function cutRound(text: string, start: number): string {
  const wanted = Math.max(0, Math.min(start - before, text.length - excerptLength))
  const from = wanted === 0 ? 0 : (text.slice(wanted, wanted + before).search(/\s/) + 1 || 0) + wanted
  const to = Math.min(text.length, from + excerptLength)
  const lastSpace = to < text.length ? text.slice(from, to).search(/\s\S*$/) : -1
  const piece = text.slice(from, lastSpace > 0 ? from + lastSpace : to).toWellFormed()
  return `${from > 0 ? '… ' : ''}${piece.trim()}${from + piece.length < text.length ? ' …' : ''}`
}
