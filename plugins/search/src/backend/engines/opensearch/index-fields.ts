import { hash } from 'node:crypto'
import type { SearchDocument } from '../../../model/document.ts'
import { ownedBy } from '../control-words.ts'
import { classOf, priorityOf } from '../document-id.ts'
import { type IndexedText, indexDocument, seam } from '../index-document.ts'
import { isKnowable } from '../vocabulary.ts'

/** A document as the index has it. */
export function fieldsOf(type: string, document: SearchDocument): object {
  const { title, fields, text, control, vocabulary } = indexDocument(type, document)
  const known = [...vocabulary].filter(([word]) => isKnowable(word))
  return {
    words: [title, fields, text].map(({ inOrder, more }) => [...inOrder, seam, ...more].join(' ')),
    title: wordsOf(title),
    control,
    vocabulary: known.map(([word]) => word),
    names: known.filter(([, isName]) => isName).map(([word]) => word),
    type,
    class: classOf(type, document),
    order: `${priorityOf(type, document)} ${title.inOrder.slice(0, 8).join(' ')} ${idOf(document.location)}`,
    document: storedDocument(document),
  }
}

/** Short, and another one for other parts. */
export const idOf = (...parts: string[]): string => hash('sha256', parts.join('\0'), 'hex').slice(0, 24)

const wordsOf = ({ inOrder, more }: IndexedText) => [...new Set([...inOrder, ...more])].filter((word) => word !== seam)

/** Of the rows only those that the ranking asks: `control` has the others. */
function storedDocument({ authorization, ...document }: SearchDocument): object {
  if (!authorization) return document
  const rows = (authorization.rows ?? []).filter(({ key }) => key === ownedBy)
  return { ...document, authorization: { resourceRef: authorization.resourceRef, rows } }
}
