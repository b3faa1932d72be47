export {
  docsBuilderAnnotation,
  docsEntityAnnotation,
  docsEntityPathAnnotation,
  docsRefAnnotation,
  docsVersionsAnnotation,
} from './annotations.ts'
export type {
  DocsHeading,
  DocsHistory,
  DocsNavNode,
  DocsNeighbour,
  DocsNotice,
  DocsPage,
  DocsProblem,
  DocsReading,
  DocsSection,
  DocsSite,
} from './site.ts'
