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

/** What the server is asked for the whole list; pages of it differ in `limit` and `cursor`. */
export function wholeList(state: ListState, known: Known): ListBodyValue {
  const term = state.text.trim()
  return {
    ...fieldsOf(state),
    query: predicateOf(state, known),
    orderBy: [state.sort],
    ...(term && { fullTextFilter: { term, fields: searchedFields } }),
  }
}

/** What the server is asked for the page that the state is at. */
export const onePage = (state: ListState, known: Known): ListBodyValue => ({
  // A cursor carries the question itself.
  ...(state.cursor ? { ...fieldsOf(state), cursor: state.cursor } : wholeList(state, known)),
  limit: state.pageSize,
})

// What a kind of the config shows is known only when its declaration is there; the rows need not wait for it.
const fieldsOf = ({ kind }: ListState) => ({ fields: isBuiltIn(kind) || kind === 'all' ? fields : [...fields, 'spec'] })
