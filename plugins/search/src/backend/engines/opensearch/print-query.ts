import { type Expression, type Scope, universal } from '../expression.ts'

/** A question in the query language of the cluster. It finds, and does not score. */
export function printQuery(expression: Expression): object {
  switch (expression.is) {
    case 'everything':
      return { term: { control: universal } }
    case 'nothing':
      return { match_none: {} }
    case 'word':
      return { term: { [fields[expression.in]]: expression.word } }
    case 'beginning':
      return { prefix: { [fields[expression.in]]: expression.word } }
    case 'phrase':
      return { match_phrase: { words: expression.words.join(' ') } }
    case 'all':
      return { bool: { filter: expression.parts.map(printQuery) } }
    case 'any':
      return { bool: { should: printAny(expression.parts), minimum_should_match: 1 } }
    case 'except':
      return { bool: { filter: [printQuery(expression.part)], must_not: [printQuery(expression.without)] } }
  }
}

const fields: Record<Scope, string> = { any: 'words', title: 'title', control: 'control' }

/** Words of one field as one condition: a caller of two thousand groups would be more than a cluster takes. */
function printAny(parts: readonly Expression[]): object[] {
  const words = new Map<string, string[]>()
  const rest: object[] = []
  for (const part of parts) {
    if (part.is !== 'word') rest.push(printQuery(part))
    else words.set(fields[part.in], [...(words.get(fields[part.in]) ?? []), part.word])
  }
  return [...[...words].map(([field, values]) => ({ terms: { [field]: values } })), ...rest]
}
