import type { Corrections } from '../query/match-words.ts'
import type { ParsedTerm, TermWord } from '../query/parse-term.ts'
import { stemOf } from '../query/stem.ts'
import { cutWord, maxWordLength } from '../query/words.ts'
import { aboutWord, beginningWord, exactWord, maxShortBeginning } from './control-words.ts'
import { allOf, anyOf, type Expression, everything, nothing, type Scope, word } from './expression.ts'

/** A term with what the index knows about its words. */
export interface Question {
  term: ParsedTerm
  /** Words of names that hold a word of the term, by that word. */
  holding: ReadonlyMap<string, readonly string[]>
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
export function wordExpression({ term, holding, corrections }: Question, index: number, place: Place): Expression {
  const own = term.words[index]
  if (!own) return everything
  const isPrefix = term.isPrefix && index === term.words.length - 1
  const meant = corrections.filter(({ from }) => from === own.word).map(({ to }) => to)
  return anyOf([
    ...formsOf(own, isPrefix, place),
    ...own.synonyms.map((synonym) => allOf(synonym.split(' ').map((part) => standing(stemOf(part), place)))),
    // A compound that somebody else wrote apart, and words that somebody else wrote together.
    own.parts.length > 0
      ? allOf(own.parts.map((part, at) => partExpression(part, isPrefix && at === own.parts.length - 1, place)))
      : nothing,
    ...joinedWith(term, index).map(({ joined, isLast }) => partExpression(joined, term.isPrefix && isLast, place)),
    ...(holding.get(own.word) ?? []).map((held) => word(held, 'title')),
    ...meant.map((other) => standing(stemOf(other), place)),
  ])
}

const formsOf = ({ word }: TermWord, isPrefix: boolean, place: Place) => [partExpression(word, isPrefix, place)]

function partExpression(text: string, isPrefix: boolean, place: Place): Expression {
  const exact = standing(stemOf(text), place)
  if (!isPrefix) return exact
  if (text.length <= maxShortBeginning) return anyOf([exact, word(beginningWord(text), 'control')])
  // In what a document is about there are stems only; titles are part of it.
  return anyOf([exact, { is: 'beginning', word: text, in: place === 'any' ? 'any' : 'title' }])
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
