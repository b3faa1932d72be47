import type { SearchDocument } from '../../model/document.ts'
import { ownedBy } from '../engines/control-words.ts'
import { priorityOf } from '../engines/document-id.ts'
import { type Corrections, type MatchLevel, matcherOf, type WordMatcher } from '../query/match-words.ts'
import { type ParsedTerm, wholeOf } from '../query/parse-term.ts'
import { wordsOf } from '../query/words.ts'

/** A hit that the engine found, in its order. */
export interface Candidate {
  type: string
  document: SearchDocument
}

/** What decides besides the documents. */
export interface RankOptions {
  term: ParsedTerm
  /** Refs that the caller is, or belongs to. */
  ownRefs: readonly string[]
  corrections: Corrections
}

/**
 * Puts hits in the order that people expect, equals by title. Not as they came: which of them was indexed last may tell
 * of things that the caller does not see.
 */
export function rank<C extends Candidate>(candidates: readonly C[], options: RankOptions): C[] {
  const asked = prepare(options)
  return candidates
    .map((candidate, index) => ({ candidate, index, score: scoreOf(candidate, asked) }))
    .sort((a, b) => b.score - a.score || byTitle(a.candidate, b.candidate) || a.index - b.index)
    .map(({ candidate }) => candidate)
}

function byTitle({ document: a }: Candidate, { document: b }: Candidate): number {
  if (a.title !== b.title) return a.title < b.title ? -1 : 1
  if (a.location === b.location) return 0
  return a.location < b.location ? -1 : 1
}

// A thousand is more than everything else together.
const exactTitle = 1000
const exactName = 900
const exactPart = 30
const beginsName = 60
const wordsInTitle = 200
const wordsInNames = 190
const wordsInFields = 90
const wordsInText = 60
const shareOfTitle = 50
const inOrderInTitle = 30
const closeInText = 25
const own = 20
const perPriority = 4

const levels: Record<MatchLevel, number> = {
  same: 1,
  form: 0.97,
  synonym: 0.85,
  beginning: 0.8,
  inside: 0.5,
  corrected: 0.45,
}

interface Asked {
  whole: string
  words: WordMatcher[]
  ownRefs: ReadonlySet<string>
}

function prepare({ term, ownRefs, corrections }: RankOptions): Asked {
  const last = term.words.length - 1
  const words = term.words.map((word, index) =>
    matcherOf(word, { isPrefix: term.isPrefix && index === last, corrections }),
  )
  for (const word of term.phrases.flat()) words.push(matcherOf({ word, synonyms: [] }, { isPrefix: false }))
  return { whole: wholeOf(term.text), words, ownRefs: new Set(ownRefs) }
}

function scoreOf({ type, document }: Candidate, asked: Asked): number {
  const { words, ownRefs } = asked
  const prior = perPriority * (7 - priorityOf(type, document)) + (isOwned(document, ownRefs) ? own : 0)
  if (words.length === 0) return prior
  const title = textOf(document.title)
  const names = (document.names ?? []).map(textOf)
  const inNames = words.map((matcher) =>
    Math.max(wordsInTitle * bestLevel(matcher, title), ...names.map((name) => wordsInNames * bestLevel(matcher, name))),
  )
  let score =
    prior + nameScore({ ...asked, isPart: isPartOfEntity(type) }, title, names) + shareOfTitle * shareOf(title, words)
  if (words.length > 1) score += inOrderInTitle * closeness(words, title)
  // What the names say counts more than anything elsewhere: most hits need no look at their texts.
  if (inNames.every((points) => points > wordsInFields)) return score + sum(inNames) / words.length
  const fields = textOf(fieldText(document))
  const text = textOf(document.text.slice(0, maxRankedText))
  const points = words.map((matcher, index) =>
    Math.max(inNames[index] ?? 0, wordsInFields * bestLevel(matcher, fields), wordsInText * bestLevel(matcher, text)),
  )
  if (words.length > 1) score += closeInText * closeness(words, text)
  return score + sum(points) / words.length
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** How much of a text the words of the term are. */
function shareOf({ words }: Text, matchers: readonly WordMatcher[]): number {
  const matched = words.filter((word) => matchers.some((matcher) => matcher(word) !== undefined))
  return matched.length / Math.max(words.length, 1)
}

/** Names of operations and types are common words, and the entity they belong to is found by itself. */
const isPartOfEntity = (type: string) => type === 'apis'

/** Most of what a text is about is said at its beginning. */
const maxRankedText = 2_000

interface Text {
  whole: string
  /** In order, compounds in their parts. */
  words: string[]
  /** And the compounds. */
  all: string[]
}

function textOf(text: string): Text {
  const words: string[] = []
  const all: string[] = []
  const wholes: string[] = []
  for (const { word, parts } of wordsOf(text)) {
    wholes.push(word)
    all.push(word)
    words.push(...(parts.length > 0 ? parts : [word]))
    all.push(...parts)
  }
  return { whole: wholes.join(''), words, all }
}

function nameScore({ whole, words, isPart }: Asked & { isPart: boolean }, title: Text, names: readonly Text[]): number {
  if (isPart) return title.whole === whole || names.some((name) => name.whole === whole) ? exactPart : 0
  if (title.whole === whole) return exactTitle
  if (names.some((name) => name.whole === whole)) return exactName
  const begins = ({ words: [first] }: Text) => first !== undefined && words[0]?.(first) !== undefined
  return [title, ...names].some(begins) ? beginsName : 0
}

function bestLevel(matcher: WordMatcher, { all }: Text): number {
  let best = 0
  for (const word of all) {
    const level = matcher(word)
    if (level !== undefined) best = Math.max(best, levels[level])
  }
  return best
}

/** 1 when all words of the term follow each other in some order, less the farther apart they are, 0 when one is missing. */
function closeness(matchers: readonly WordMatcher[], { words }: Text): number {
  const last = matchers.map(() => -1)
  let shortest = Number.POSITIVE_INFINITY
  for (const [position, word] of words.entries()) {
    let isAny = false
    for (const [index, matcher] of matchers.entries()) {
      if (matcher(word) === undefined) continue
      last[index] = position
      isAny = true
    }
    const first = Math.min(...last)
    if (isAny && first >= 0) shortest = Math.min(shortest, position - first + 1)
  }
  return shortest === Number.POSITIVE_INFINITY ? 0 : Math.min(1, matchers.length / shortest)
}

const unranked = new Set(['title', 'text', 'names', 'location', 'authorization'])

const fieldText = (document: SearchDocument): string =>
  Object.entries(document)
    .flatMap(([field, value]) =>
      unranked.has(field) || typeof value === 'object' ? listOf(value, field) : [String(value)],
    )
    .join(' ')

const listOf = (value: unknown, field: string): string[] =>
  !unranked.has(field) && Array.isArray(value) ? value.map(String) : []

const isOwned = ({ authorization }: SearchDocument, ownRefs: ReadonlySet<string>): boolean =>
  (authorization?.rows ?? []).some(({ key, value }) => key === ownedBy && value !== null && ownRefs.has(value))
