import { wholeOf } from '../query/parse-term.ts'
import { ownedBy, rowWord } from './control-words.ts'
import { allOf, anyOf, type Expression, except, word } from './expression.ts'
import { exactExpression, type Question, someInTitle, termExpression } from './term-expression.ts'

/**
 * The hits in groups, the likeliest first, none in two: how an index that scores nothing finds the first hundred of
 * a hundred thousand.
 *
 * @param options.all - All hits: the words, what the caller may see, and the filters.
 * @param options.access - What the caller may see, and the filters.
 */
export function tiersOf(
  question: Question,
  { all, access, ownRefs }: { all: Expression; access: Expression; ownRefs: readonly string[] },
): Expression[] {
  const { term } = question
  const own = anyOf(ownRefs.map((ref) => word(rowWord(ownedBy, ref), 'control')))
  if (term.words.length + term.phrases.length === 0) return apart([allOf([all, own]), all])
  const exact = allOf([access, exactExpression(term, wholeOf(term.text))])
  const inTitle = allOf([all, termExpression(question, 'title')])
  const isAbout = allOf([all, termExpression(question, 'about')])
  const partlyInTitle = term.words.length > 1 ? [allOf([all, someInTitle(question)])] : []
  const groups = [inTitle, ...partlyInTitle, isAbout, all].flatMap((group) =>
    ownRefs.length > 0 ? [allOf([group, own]), group] : [group],
  )
  return apart([exact, ...groups])
}

/** Each without all before it. */
const apart = (groups: readonly Expression[]): Expression[] =>
  groups.map((group, index) => except(group, anyOf(groups.slice(0, index))))
