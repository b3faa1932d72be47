import { defineErrors, EntityRef, Type } from '@callboard/model'

/** What can go wrong when the catalog is read. */
export const readErrors = defineErrors('catalog', {
  malformedCursor: {
    name: 'InputError',
    data: { parameter: Type.String(), reason: Type.String() },
    message: 'The parameter {parameter} cannot be used: {reason}.',
    hint: 'Pass it exactly as the previous page gave it, or start again without it.',
  },
  noFacets: {
    name: 'InputError',
    data: { parameter: Type.String() },
    message: 'The parameter {parameter} names no facet.',
    hint: 'Name at least one index key, for example kind or spec.type.',
  },
  ancestryNotReadable: {
    name: 'NotAllowedError',
    data: { ref: EntityRef },
    message: 'Nothing that you may read is registered as {ref}, so no ancestry is shown.',
  },
})
