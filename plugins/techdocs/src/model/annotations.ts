/** Where the docs of an entity come from: `dir:.`, `url:https://…` (spec/techdocs.md 1). */
export const docsRefAnnotation = 'backstage.io/techdocs-ref'
/** The ref of the entity whose docs are shown for this one. */
export const docsEntityAnnotation = 'backstage.io/techdocs-entity'
/** The page to land on inside the site of {@link docsEntityAnnotation}. */
export const docsEntityPathAnnotation = 'backstage.io/techdocs-entity-path'
/** `local` or `external`: overrides `techdocs.builder` for one entity. */
export const docsBuilderAnnotation = 'backstage.io/techdocs-builder'
/** Ours: branches and tags whose docs may be read beside the newest, comma-separated: `main, v2, v1`. */
export const docsVersionsAnnotation = 'callboard.dev/techdocs-versions'
