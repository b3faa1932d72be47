import { wholeOf } from '../query/parse-term.ts'
import { ownedBy, rowWord } from './control-words.ts'
import { allOf, anyOf, type Expression, except, word } from './expression.ts'
import { exactExpression, type Question, someInTitle, termExpression } from './term-expression.ts'

/**
 * The hits in groups, the likeliest first, each in all that it shares with others: how an index that scores nothing finds the
 * first hundred of a hundred thousand.
 *
 * @param options.all - All hits: the words, what the caller may see, and the filters.
 * @param options.access - What the caller may see, and the filters.
 */
export function groupsOf(
  question: Question,
  { all, access, ownRefs }: { all: Expression; access: Expression; ownRefs: readonly string[] },
): Expression[] {
  const { term } = question
  const isOwn = anyOf(ownRefs.map((ref) => word(rowWord(ownedBy, ref), 'control')))
  const own = (group: Expression) => (ownRefs.length > 0 ? [allOf([group, isOwn])] : [])
  if (term.words.length + term.phrases.length === 0) return [...own(all), all]
  const exact = allOf([access, exactExpression(term, wholeOf(term.text))])
  const inTitle = allOf([all, termExpression(question, 'title')])
  const partlyInTitle = term.words.length > 1 ? [allOf([all, someInTitle(question)])] : []
  const isAbout = allOf([all, termExpression(question, 'about')])
  return [exact, ...own(inTitle), inTitle, ...own(all), ...partlyInTitle, isAbout, all]
}

/** Each without all before it. */
export const apart = (groups: readonly Expression[]): Expression[] =>
  groups.map((group, index) => except(group, anyOf(groups.slice(0, index))))
