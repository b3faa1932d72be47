import { type Static, Type } from '@callboard/kernel'
import { DiagramsConfig } from './diagrams/diagrams-config.ts'

/** The block `techdocs` (spec/techdocs.md 10). */
export const TechdocsConfig = Type.Object({
  builder: Type.Union([Type.Literal('local'), Type.Literal('external')], {
    default: 'local',
    description:
      'Who makes docs sites: "local", this portal from their sources, or "external", a pipeline that publishes them. The annotation backstage.io/techdocs-builder decides for one entity.',
  }),
  diagrams: DiagramsConfig,
})
export type TechdocsConfig = Static<typeof TechdocsConfig>
