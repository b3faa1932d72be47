import { Type } from '@callboard/kernel'

/** The block `search` (spec/search.md 6). */
export const SearchConfig = Type.Object({
  synonyms: Type.Array(Type.Array(Type.String()), {
    default: [],
    description: 'Groups of words that mean the same: `[[k8s, kubernetes], [foh, front of house]]`.',
  }),
})
