import type { KeyFilter } from '@callboard/model'

/** What a read asks: the filter language, and the full-text question that only the database can answer. */
export type Question = { all: Question[] } | { any: Question[] } | { not: Question } | KeyQuestion

/** A question about one key. `contains`: some row of the key has this text within its value. */
export type KeyQuestion = KeyFilter | { key: string; contains: string }

/** Both must hold; undefined asks nothing. */
export function both(...questions: readonly (Question | undefined)[]): Question | undefined {
  const asked = questions.filter((question) => question !== undefined)
  return asked.length > 1 ? { all: asked } : asked[0]
}

/** All questions about single keys in `question`. */
export function keyQuestions(question: Question): KeyQuestion[] {
  if ('all' in question) return question.all.flatMap(keyQuestions)
  if ('any' in question) return question.any.flatMap(keyQuestions)
  if ('not' in question) return keyQuestions(question.not)
  return [question]
}

/**
 * Full-text search (spec/catalog.md 4.8).
 *
 * @returns Undefined for a term that is empty once trimmed.
 */
export function textQuestion(term: string | undefined, fields: readonly string[]): Question | undefined {
  const contains = term?.trim().toLowerCase()
  if (!contains) return undefined
  const parts = [...new Set(fields.map((field) => field.toLowerCase()))].map((key) => ({ key, contains }))
  return parts.length === 1 ? parts[0] : { any: parts }
}
