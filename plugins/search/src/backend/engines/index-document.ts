import { hash } from 'node:crypto'
import type { JsonValue } from '@callboard/model'
import type { SearchDocument } from '../../model/document.ts'
import { isLittleWord, wholeOf } from '../query/parse-term.ts'
import { stemOf } from '../query/stem.ts'
import { cutWord, wordsOf } from '../query/words.ts'
import {
  aboutWord,
  beginningWord,
  exactWord,
  fieldWord,
  maxShortBeginning,
  rowKeyWord,
  rowWord,
  typeWord,
  universalWord,
} from './control-words.ts'

/** So much of a text is found, in UTF-16 units; the whole of it is kept. */
export const maxIndexedText = 50_000
const maxIndexedTitle = 1_000
const maxIndexedFields = 10_000
/** A document that says a word so often is about it. */
const aboutCount = 3

/** The words of a document by where they stand: those in their order first, then what else they are found by. */
export interface IndexedDocument {
  title: IndexedText
  fields: IndexedText
  text: IndexedText
  control: string[]
  /** As they are written, for the vocabulary; true: in the title or a name. */
  vocabulary: ReadonlyMap<string, boolean>
}

export interface IndexedText {
  inOrder: string[]
  more: Set<string>
}

/** Takes a document apart. */
export function indexDocument(type: string, document: SearchDocument): IndexedDocument {
  const names = [document.title, ...(document.names ?? [])].map((name) => String(name).slice(0, maxIndexedTitle))
  const vocabulary = new Map<string, boolean>()
  const fields = takeApart(fieldTexts(document), vocabulary)
  const text = takeApart([String(document.text ?? '').slice(0, maxIndexedText)], vocabulary)
  const title = takeApart(names, vocabulary, 'names')
  for (const name of names) for (const pair of joinedPairs(name)) title.more.add(pair)
  const control = new Set([universalWord, typeWord(type), ...names.flatMap(exactWords)])
  for (const word of [...title.inOrder, ...title.more]) {
    for (let length = 1; length <= maxShortBeginning; length++) control.add(beginningWord(cutWord(word, length)))
  }
  for (const stem of aboutStems(text, fields)) control.add(aboutWord(stem))
  for (const word of valueWords(document)) control.add(word)
  return { title, fields, text, control: [...control], vocabulary }
}

/** Says whether a document is another one than before. */
export const hashOf = (document: unknown): string => hash('sha256', JSON.stringify(document), 'hex').slice(0, 24)

function takeApart(texts: readonly string[], vocabulary: Map<string, boolean>, where?: 'names'): IndexedText {
  const inOrder: string[] = []
  const more = new Set<string>()
  const know = (word: string) => {
    if (where || !vocabulary.has(word)) vocabulary.set(word, where === 'names')
  }
  for (const text of texts) {
    // No phrase reaches from one text into the next.
    if (inOrder.length > 0) inOrder.push(seam)
    for (const { word, parts } of wordsOf(text)) {
      for (const part of parts.length > 0 ? parts : [word]) {
        inOrder.push(part)
        know(part)
        const stem = stemOf(part)
        if (stem !== part) more.add(stem)
      }
      if (parts.length === 0) continue
      // Its inside is that of its parts.
      if (!vocabulary.has(word)) vocabulary.set(word, false)
      more.add(word).add(stemOf(word))
    }
  }
  return { inOrder, more }
}

/** Nobody can type it: it is no letter. */
export const seam = '§'

/** `ticketsales` finds the title `Ticket sales`. */
function joinedPairs(name: string): string[] {
  const words = [...wordsOf(name)].map(({ word }) => word)
  return words.slice(1).map((word, index) => cutWord(`${words[index]}${word}`, 64))
}

function exactWords(name: string): string[] {
  const whole = wholeOf(name)
  return whole === '' ? [] : [exactWord(whole)]
}

function aboutStems(text: IndexedText, fields: IndexedText): Set<string> {
  const counts = new Map<string, number>()
  for (const word of text.inOrder) {
    if (isLittleWord(word)) continue
    const stem = stemOf(word)
    counts.set(stem, (counts.get(stem) ?? 0) + 1)
  }
  const about = new Set<string>()
  for (const [stem, count] of counts) if (count >= aboutCount) about.add(stem)
  for (const word of fields.inOrder) if (word !== seam) about.add(stemOf(word))
  return about
}

const ownFields = new Set(['title', 'text', 'names', 'authorization'])

/** Fields that are found, besides title, names and text. Where a document leads says nothing that its fields do not. */
function fieldTexts(document: SearchDocument): string[] {
  const texts: string[] = []
  let length = 0
  for (const [field, value] of Object.entries(document)) {
    if (ownFields.has(field) || field === 'location' || length > maxIndexedFields) continue
    for (const one of scalars(value)) {
      const text = String(one).slice(0, maxIndexedFields)
      length += text.length
      texts.push(text)
    }
  }
  return texts
}

function* valueWords(document: SearchDocument): Generator<string> {
  for (const [field, value] of Object.entries(document)) {
    if (ownFields.has(field)) continue
    for (const one of scalars(value)) yield fieldWord(field, one)
  }
  for (const { key, value } of document.authorization?.rows ?? []) {
    yield rowKeyWord(key)
    if (value !== null) yield rowWord(key, value)
  }
}

function scalars(value: unknown): JsonValue[] {
  return (Array.isArray(value) ? value : [value]).filter(
    (one) => typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean',
  )
}
