/** A diagram as text. */
export interface Diagram {
  kind: 'plantuml' | 'graphviz' | 'kroki'
  /** Of Kroki: `ditaa`, `d2`; of Graphviz: `dot`, `neato`. */
  type?: string
  source: string
  /** `format`, `classes`, `alt`, `title`, `width`, `height` as written in the page. */
  options: Readonly<Record<string, string>>
}

/** Draws diagrams by configured servers. Made by `createDiagrams(config, …)` in `create-diagrams.ts`. */
export interface Diagrams {
  /** HTML as spec/techdocs.md 3 has it; when it cannot be drawn, the source and the reason. Drawings are kept by their content. */
  draw(diagram: Diagram): Promise<{ html: string; problem?: string }>
}
