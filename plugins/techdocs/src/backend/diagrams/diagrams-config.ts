import { type Static, Type } from '@callboard/kernel'

/** The block `techdocs.diagrams`. */
export const DiagramsConfig = Type.Object(
  {
    plantumlServer: Type.Optional(
      Type.String({
        format: 'uri',
        description:
          'A PlantUML server that draws diagrams in docs: "https://plantuml.example.com". Its host must be in backend.reading.allow. Without it krokiServer draws them.',
      }),
    ),
    krokiServer: Type.Optional(
      Type.String({
        format: 'uri',
        description:
          'A Kroki server that draws Graphviz and what else Kroki knows in docs: "https://kroki.example.com". Its host must be in backend.reading.allow.',
      }),
    ),
  },
  {
    default: {},
    description:
      'Servers that draw diagrams in docs. Without one the source of a diagram is shown. Mermaid needs none.',
  },
)
export type DiagramsConfig = Static<typeof DiagramsConfig>
