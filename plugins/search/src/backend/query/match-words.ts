import type { ParsedTerm, TermWord } from './parse-term.ts'
import { stemOf } from './stem.ts'
import { wordsOf } from './words.ts'

/** How well a word of a document is one of the term, the best first. */
export type MatchLevel = 'same' | 'form' | 'synonym' | 'beginning' | 'corrected' | 'inside'

/** Tells what a word of a document is for a term. */
export type WordMatcher = (word: string) => MatchLevel | undefined

/** Words looked for instead of those that the index does not have. */
export type Corrections = readonly { from: string; to: string }[]

/** A matcher for one word of a term. `isPrefix`: the word may go on. */
export function matcherOf(
  { word, synonyms }: Pick<TermWord, 'word' | 'synonyms'>,
  { isPrefix, corrections = [] }: { isPrefix: boolean; corrections?: Corrections },
): WordMatcher {
  const stem = stemOf(word)
  const synonymStems = new Set(synonyms.flatMap((synonym) => synonym.split(' ').map(stemOf)))
  const corrected = new Set(corrections.filter(({ from }) => from === word).map(({ to }) => stemOf(to)))
  return (found) => {
    if (found === word) return 'same'
    const foundStem = stemOf(found)
    if (foundStem === stem) return 'form'
    if (synonymStems.has(foundStem)) return 'synonym'
    if (isPrefix && found.startsWith(word)) return 'beginning'
    if (corrected.has(foundStem)) return 'corrected'
    return word.length >= minInsideLength && found.includes(word) ? 'inside' : undefined
  }
}

/** Shorter words are in too many others. */
export const minInsideLength = 4

/**
 * Puts tags round the words of a text that the term asks for.
 *
 * @param options.corrections - Of the engine's answer.
 * @returns undefined when there are none.
 */
export function markMatches(
  text: string,
  term: ParsedTerm,
  options: { preTag: string; postTag: string; corrections?: Corrections },
): string | undefined {
  const matches = termMatcher(term, options.corrections)
  let marked = ''
  let done = 0
  for (const { word, parts, start, end } of wordsOf(text)) {
    if (!matches(word) && !parts.some(matches)) continue
    marked += text.slice(done, start) + options.preTag + text.slice(start, end) + options.postTag
    done = end
  }
  return done === 0 ? undefined : marked + text.slice(done)
}

/** Whether a word is any of the term's: its words, what they are made of, and those in quotation marks. */
export function termMatcher(term: ParsedTerm, corrections: Corrections = []): (word: string) => boolean {
  const matchers = term.words.flatMap(({ word, parts, synonyms }, index) => {
    const isPrefix = term.isPrefix && index === term.words.length - 1
    return [
      matcherOf({ word, synonyms }, { isPrefix, corrections }),
      ...parts.map((part, at) =>
        matcherOf({ word: part, synonyms: [] }, { isPrefix: isPrefix && at === parts.length - 1 }),
      ),
    ]
  })
  for (const word of term.phrases.flat()) matchers.push(matcherOf({ word, synonyms: [] }, { isPrefix: false }))
  return (word) => matchers.some((matcher) => matcher(word) !== undefined)
}
