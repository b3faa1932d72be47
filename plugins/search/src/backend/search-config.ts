import { Type } from '@callboard/kernel'

/** The block `search` (spec/search.md 6). */
export const SearchConfig = Type.Object({})
