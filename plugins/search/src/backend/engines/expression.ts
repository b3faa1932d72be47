import type { Dialect } from '@callboard/kernel'

/** Where a word is looked for. `control`: what is not written in a document but said about it. */
export type Scope = 'any' | 'title' | 'control'

/** A question to a full-text index, whose words are as the index has them: letters, digits and their marks, nothing else. */
export type Expression =
  | { is: 'everything' }
  | { is: 'nothing' }
  | { is: 'word'; word: string; in: Scope }
  | { is: 'beginning'; word: string; in: 'any' | 'title' }
  | { is: 'phrase'; words: readonly string[] }
  | { is: 'all' | 'any'; parts: readonly Expression[] }
  | { is: 'except'; part: Expression; without: Expression }

export const everything: Expression = { is: 'everything' }
export const nothing: Expression = { is: 'nothing' }

/** Every document has it. */
export const universal = 'a'

export const word = (word: string, scope: Scope): Expression => ({ is: 'word', word, in: scope })

/** All must hold. */
export function allOf(parts: readonly Expression[]): Expression {
  if (parts.some((part) => part.is === 'nothing')) return nothing
  const rest = parts.flatMap((part) => (part.is === 'everything' ? [] : part.is === 'all' ? part.parts : [part]))
  return rest.length > 1 ? { is: 'all', parts: rest } : (rest[0] ?? everything)
}

/** One must hold. */
export function anyOf(parts: readonly Expression[]): Expression {
  if (parts.some((part) => part.is === 'everything')) return everything
  const rest = parts.flatMap((part) => (part.is === 'nothing' ? [] : part.is === 'any' ? part.parts : [part]))
  return rest.length > 1 ? { is: 'any', parts: rest } : (rest[0] ?? nothing)
}

/** The one must hold, the other must not. */
export function except(part: Expression, without: Expression): Expression {
  if (part.is === 'nothing' || without.is === 'everything') return nothing
  return without.is === 'nothing' ? part : { is: 'except', part, without }
}

/** The text that is bound as the parameter of `match` or `::tsquery`. Never ask with `nothing`. */
export function printExpression(expression: Expression, dialect: Dialect): string {
  return dialect === 'sqlite' ? printMatch(expression) : printTsquery(expression)
}

/** More words than this in one alternative are asked for one by one on PostgreSQL: it tests all of them for each document. */
const manyWords = 12

/** Takes the longest alternative out of a question whose every part must hold. */
export function splitLong(expression: Expression): { one: Expression; long?: readonly Expression[] } {
  const parts = expression.is === 'all' ? expression.parts : [expression]
  const long = parts
    .filter((part) => part.is === 'any' && part.parts.length > manyWords)
    .toSorted((a, b) => partsOf(b) - partsOf(a))[0]
  if (long?.is !== 'any') return { one: expression }
  return { one: allOf(parts.filter((part) => part !== long)), long: long.parts }
}

const partsOf = (expression: Expression) => (expression.is === 'any' ? expression.parts.length : 0)

const columns = { any: '{title fields text}', title: 'title', control: 'control' }

function printMatch(expression: Expression): string {
  switch (expression.is) {
    case 'everything':
      return `control : "${universal}"`
    case 'nothing':
      return `control : "never"`
    case 'word':
      return `${columns[expression.in]} : "${expression.word}"`
    case 'beginning':
      return `${columns[expression.in]} : "${expression.word}" *`
    case 'phrase':
      return `${columns.any} : "${expression.words.join(' ')}"`
    case 'all':
      return `(${expression.parts.map(printMatch).join(' AND ')})`
    case 'any':
      return `(${expression.parts.map(printMatch).join(' OR ')})`
    case 'except':
      return `(${printMatch(expression.part)} NOT ${printMatch(expression.without)})`
  }
}

/** How a lexeme of a scope starts: one vector holds them all. */
export const lexemePrefix: Record<Scope, string> = { any: '', title: 't:', control: '~' }

function printTsquery(expression: Expression): string {
  switch (expression.is) {
    case 'everything':
      return `'~${universal}'`
    case 'nothing':
      return `'~never'`
    case 'word':
      return `'${lexemePrefix[expression.in]}${expression.word}'`
    case 'beginning':
      return `'${lexemePrefix[expression.in]}${expression.word}':*`
    case 'phrase':
      return `(${expression.words.map((word) => `'${word}'`).join(' <-> ')})`
    case 'all':
      return `(${expression.parts.map(printTsquery).join(' & ')})`
    case 'any':
      return `(${expression.parts.map(printTsquery).join(' | ')})`
    case 'except':
      return `(${printTsquery(expression.part)} & !${printTsquery(expression.without)})`
  }
}
