import type { Corrections } from '../query/match-words.ts'
import type { ParsedTerm } from '../query/parse-term.ts'
import { stemOf } from '../query/stem.ts'
import { cutWord, maxWordLength } from '../query/words.ts'
import { aboutWord, beginningWord, exactWord, maxShortBeginning } from './control-words.ts'
import { allOf, anyOf, type Expression, everything, nothing, type Scope, word } from './expression.ts'

/** A term with what the index knows about its words. */
export interface Question {
  term: ParsedTerm
  /** Words of names that hold a word of the term, by that word. */
  holding: ReadonlyMap<string, readonly string[]>
  /** The most frequent words that begin with an end of the term, by that end. */
  starting: ReadonlyMap<string, readonly string[]>
  corrections: Corrections
}

/** Where the words of a term are wanted: anywhere, in what a document is about, or in its title. */
export type Place = 'any' | 'about' | 'title'

/** All words, and all phrases. */
export function termExpression(question: Question, place: Place): Expression {
  const { words, phrases } = question.term
  const phraseParts = phrases.map((words): Expression => ({ is: 'phrase', words }))
  return allOf([...words.map((_, index) => wordExpression(question, index, place)), ...phraseParts])
}

/** All words but any one. */
export function mostWordsExpression(question: Question): Expression {
  const { words } = question.term
  return anyOf(
    words.map((_, left) =>
      allOf(words.flatMap((_, index) => (index === left ? [] : [wordExpression(question, index, 'any')]))),
    ),
  )
}

/** Some word in the title. */
export const someInTitle = (question: Question): Expression =>
  anyOf(question.term.words.map((_, index) => wordExpression(question, index, 'title')))

/** A title or name that is the term. */
export function exactExpression({ text, words, phrases }: ParsedTerm, whole: string): Expression {
  if (text === '' || (words.length === 0 && phrases.length === 0)) return nothing
  return word(exactWord(cutWord(whole, maxWordLength)), 'control')
}

/** One word of a term, or whatever may stand for it. */
export function wordExpression(
  { term, holding, starting, corrections }: Question,
  index: number,
  place: Place,
): Expression {
  const own = term.words[index]
  if (!own) return everything
  const open = term.isPrefix ? starting : undefined
  const isLast = index === term.words.length - 1
  const meant = corrections.filter(({ from }) => from === own.word).map(({ to }) => to)
  return anyOf([
    partExpression(own.word, isLast ? open : undefined, place),
    ...own.synonyms.map((synonym) => allOf(synonym.split(' ').map((part) => standing(stemOf(part), place)))),
    // A compound that somebody else wrote apart, and words that somebody else wrote together.
    own.parts.length > 0
      ? allOf(
          own.parts.map((part, at) =>
            partExpression(part, isLast && at === own.parts.length - 1 ? open : undefined, place),
          ),
        )
      : nothing,
    ...joinedWith(term, index).map(({ joined, isLast }) => partExpression(joined, isLast ? open : undefined, place)),
    ...(holding.get(own.word) ?? []).map((held) => word(held, 'title')),
    ...meant.map((other) => standing(stemOf(other), place)),
  ])
}

/** What the last word of a term may be the beginning of a word with: itself, its last part, and it with its neighbour. */
export function openEndsOf(term: ParsedTerm): string[] {
  const index = term.words.length - 1
  const last = term.words[index]
  if (!term.isPrefix || !last) return []
  const ends = [last.word, last.parts.at(-1), joinedWith(term, index)[0]?.joined]
  return ends.filter((end) => end !== undefined && end.length > maxShortBeginning) as string[]
}

/** @param starting - Undefined when nothing may follow. */
function partExpression(text: string, starting: Question['starting'] | undefined, place: Place): Expression {
  const exact = standing(stemOf(text), place)
  if (!starting) return exact
  if (text.length <= maxShortBeginning) return anyOf([exact, word(beginningWord(text), 'control')])
  // A few words are found many times faster than a beginning. The vocabulary has none with digits.
  const words = starting.get(text) ?? []
  const scope = place === 'any' ? 'any' : 'title'
  if (/\d/.test(text)) return anyOf([exact, { is: 'beginning', word: text, in: scope }])
  return anyOf([exact, ...words.map((found) => word(found, scope))])
}

function standing(stem: string, place: Place): Expression {
  const scope: Scope = place === 'any' ? 'any' : 'title'
  return place === 'about' ? anyOf([word(stem, scope), word(aboutWord(stem), 'control')]) : word(stem, scope)
}

/** The word with its left and its right neighbour. */
function joinedWith({ words }: ParsedTerm, index: number): { joined: string; isLast: boolean }[] {
  return [index - 1, index].flatMap((left) => {
    const pair = words.slice(Math.max(left, 0), left + 2)
    if (left < 0 || pair.length < 2) return []
    const joined = cutWord(pair.map(({ word }) => word).join(''), maxWordLength)
    return [{ joined, isLast: left + 2 === words.length }]
  })
}
