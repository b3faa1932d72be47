import type { Corrections } from '../query/match-words.ts'
import { minInsideLength } from '../query/match-words.ts'
import type { ParsedTerm } from '../query/parse-term.ts'
import { stemOf } from '../query/stem.ts'
import type { Expression } from './expression.ts'
import { word } from './expression.ts'
import { openEndsOf, type Question, wordExpression } from './term-expression.ts'
import type { Vocabulary } from './vocabulary.ts'

/** So few hits may come of a word that somebody else mistyped. */
const fewHits = 3
/** So much more frequent is the word that is meant. */
const muchMore = 10

/** Looks up what the vocabulary knows of the words of a term. */
export async function expandQuestion(vocabulary: Vocabulary, term: ParsedTerm): Promise<Question> {
  const long = term.words.filter(({ word }) => word.length >= minInsideLength)
  const holding = await Promise.all(long.map(async ({ word }) => [word, await vocabulary.holding(word)] as const))
  const starting = await Promise.all(
    openEndsOf(term).map(async (letters) => [letters, await vocabulary.startingWith(letters)] as const),
  )
  return { term, holding: new Map(holding), starting: new Map(starting), corrections: [] }
}

/**
 * Which words may be mistyped, and what was meant: words that find nothing, and rare ones beside which a near one is frequent.
 *
 * @param options.isSeen - Whether something with it is there for the caller: a word of hidden documents must not be shown.
 */
export async function meantWords(
  vocabulary: Vocabulary,
  {
    question,
    total,
    isSeen,
  }: { question: Question; total: number; isSeen: (expression: Expression) => Promise<boolean> },
): Promise<Corrections> {
  if (total > fewHits) return []
  const corrections: { from: string; to: string }[] = []
  const { words, isPrefix } = question.term
  for (const [index, { word: from }] of words.entries()) {
    const isFound = await isSeen(wordExpression(question, index, 'any'))
    const uses = isFound ? await vocabulary.usesOf(from) : { documents: 0, names: 0 }
    // A word of names is meant as it is, and what is found as the beginning of a word is on its way.
    if (isFound && (uses.names > 0 || uses.documents === 0 || uses.documents > fewHits)) continue
    const nearWords = await vocabulary.near(from, { isBeginning: isPrefix && index === words.length - 1 })
    for (const near of nearWords) {
      if (near.documents < uses.documents * muchMore || stemOf(near.word) === stemOf(from)) continue
      if (!(await isSeen(word(stemOf(near.word), 'any')))) continue
      corrections.push({ from, to: near.word })
      break
    }
  }
  return corrections
}
