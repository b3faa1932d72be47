import { Type } from '@callboard/kernel'

/** The block `techdocs` (spec/techdocs.md 10). */
export const TechdocsConfig = Type.Object({})
