import type { ListBodyValue } from '../../model/routes-read.ts'
import { isBuiltIn } from '../kind-words.ts'
import { type Known, type ListState, predicateOf } from './list-state.ts'

/** Only what a row shows travels. */
const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.domain',
  'spec.parent',
  'spec.target',
  'spec.profile.displayName',
]

const searchedFields = [
  'metadata.name',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'spec.profile.displayname',
]

/** What the server is asked for the whole list; parts of it differ in `limit` and `offset`. */
export function wholeList(state: ListState, known: Known): ListBodyValue {
  const term = state.text.trim()
  return {
    ...fieldsOf(state),
    query: predicateOf(state, known),
    orderBy: [state.sort],
    ...(term && { fullTextFilter: { term, fields: searchedFields } }),
  }
}

/** How many rows are read at once. */
export const chunkSize = 100

/** The chunk of a list that has this row, counted from 0. */
export const chunkWith = (row: number): number => Math.floor(row / chunkSize)

/**
 * What the server is asked for one chunk of a list, counted from 0. By offset, not by cursor: whoever drags the scroll bar
 * comes to places that nothing leads to.
 */
export const oneChunk = (list: ListBodyValue, chunk: number): ListBodyValue => ({
  ...list,
  ...(chunk > 0 && { offset: chunk * chunkSize }),
  limit: chunkSize,
})

// What a kind of the config shows is known only when its declaration is there; the rows need not wait for it.
const fieldsOf = ({ kind }: ListState) => ({ fields: isBuiltIn(kind) || kind === 'all' ? fields : [...fields, 'spec'] })
