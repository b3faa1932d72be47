import { Type } from '@callboard/kernel'
import { DiagramsConfig } from './diagrams/diagrams-config.ts'

/** The block `techdocs` (spec/techdocs.md 10). */
export const TechdocsConfig = Type.Object({ diagrams: DiagramsConfig })
