import { wordsOf } from './words.ts'

/** What somebody typed, taken apart. */
export interface ParsedTerm {
  /** As typed, trimmed. */
  text: string
  /** Words to be found in any order, without little words as long as others are left. */
  words: readonly TermWord[]
  /** What stood in quotation marks: words that follow each other. */
  phrases: readonly (readonly string[])[]
  /** Whether the last word may be the beginning of one: nothing follows it. */
  isPrefix: boolean
}

/** A word to be found. */
export interface TermWord {
  /** Lower case, without signs and accents: `payment-service` is `paymentservice`. */
  word: string
  /** What a compound is made of, which may stand for it: `payment`, `service`. Empty when it is none. */
  parts: readonly string[]
  /** What may stand for it (`search.synonyms`); several words have spaces between them. */
  synonyms: readonly string[]
}

/** Words by what may stand for them. */
export type Synonyms = ReadonlyMap<string, readonly string[]>

/** More words than this are not looked for. */
export const maxTermWords = 16

// What people type is much shorter; what programs send may be refused before (`search.maxTermLength`).
const maxTermLength = 2000

/** Takes apart what somebody typed. Nothing in it is an operator but the quotation mark, and no text is wrong. */
export function parseTerm(text: string, synonyms: Synonyms = noSynonyms): ParsedTerm {
  const trimmed = text.trim().slice(0, maxTermLength)
  const words: (TermWord & { synonyms: string[] })[] = []
  const phrases: string[][] = []
  // Every second piece stood between quotation marks; the last one has lost its end when their number is odd.
  const pieces = trimmed.split(/["“”„«»]/)
  for (const [index, piece] of pieces.entries()) {
    const isQuoted = index % 2 === 1 && index < pieces.length - 1
    const found = [...wordsOf(piece)]
    if (isQuoted && (found.length > 1 || (found[0]?.parts.length ?? 0) > 1)) {
      phrases.push(found.flatMap(({ word, parts }) => (parts.length > 0 ? parts : [word])).slice(0, maxTermWords))
    } else {
      for (const { word, parts } of found) words.push({ word, parts, synonyms: [...(synonyms.get(word) ?? [])] })
    }
  }
  addSynonymsOfSeveral(words, synonyms)
  const isPrefix = words.length > 0 && !/["“”„«»]$/.test(trimmed) && endsInWord.test(text)
  return { text: trimmed, words: meaningful(words, isPrefix).slice(0, maxTermWords), phrases, isPrefix }
}

/** Groups of words that mean the same, as the configuration has them, by each of their words. */
export function synonymsOf(groups: readonly (readonly string[])[]): Synonyms {
  const byWord = new Map<string, string[]>()
  for (const group of groups) {
    const texts = group.map((text) => [...wordsOf(text)].map(({ word }) => word).join(' '))
    for (const text of texts) {
      const others = texts.filter((other) => other !== text && other !== '')
      if (text !== '') byWord.set(text, [...new Set([...(byWord.get(text) ?? []), ...others])])
    }
  }
  return byWord
}

/** What a name is compared by as a whole: `Box Office` and `box-office` are `boxoffice`. */
export const wholeOf = (text: string): string => [...wordsOf(text)].map(({ word }) => word).join('')

/** `cash desk` typed as two words: what stands for them together stands for each. */
function addSynonymsOfSeveral(words: readonly (TermWord & { synonyms: string[] })[], synonyms: Synonyms): void {
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 2; to <= Math.min(words.length, from + mostTogether); to++) {
      const together = words.slice(from, to)
      const others = synonyms.get(together.map(({ word }) => word).join(' ')) ?? []
      for (const word of together) word.synonyms.push(...others)
    }
  }
}

/** Synonyms of more words are found only from their other side. */
const mostTogether = 4

const noSynonyms: Synonyms = new Map()
const endsInWord = /[\p{L}\p{N}\p{M}]$/u

function meaningful(words: readonly TermWord[], isPrefix: boolean): readonly TermWord[] {
  const kept = words.filter(({ word }, index) => !isLittleWord(word) || (isPrefix && index === words.length - 1))
  const unique = kept.filter(({ word }, index) => kept.findLastIndex((other) => other.word === word) === index)
  return unique.length > 0 ? unique : words.slice(0, 1)
}

/** Whether it is in every text, and says nothing about what is looked for. */
export const isLittleWord = (word: string): boolean => littleWords.has(word)

const littleWords = new Set(
  'a an and are as at be by can do does for from how i in is it me my of on or our that the their there this to we what when where which who with you your'.split(
    ' ',
  ),
)
