/** A diagram as text. */
export interface Diagram {
  kind: 'plantuml' | 'graphviz' | 'kroki'
  /** Of Kroki: `ditaa`, `d2`; of Graphviz: `dot`, `neato`. */
  type?: string
  source: string
  /** `format`, `classes`, `alt`, `title`, `width`, `height`, `id` as written in the page. */
  options: Readonly<Record<string, string>>
}

/** A diagram as it stands in the page. */
export interface DrawnDiagram {
  /** As spec/techdocs.md 3 has it; when it cannot be drawn, the source and the reason. */
  html: string
  /** The reason, for the owner of the page. */
  problem?: string
  /** Whether it may be drawn when it is asked for again: the page should not be kept for long. */
  isTemporary?: boolean
}

/** Draws diagrams by configured servers. Made by `createDiagrams(…)` in `create-diagrams.ts`. */
export interface Diagrams {
  /** Drawings are kept by their content. Never throws. */
  draw(diagram: Diagram): Promise<DrawnDiagram>
}
