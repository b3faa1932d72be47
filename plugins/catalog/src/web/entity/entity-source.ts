import type { Entity } from '@callboard/model'

/** Where an entity was read from (spec/catalog.md 2.2). */
export interface EntitySource {
  /** Where its file can be changed in a browser. */
  editUrl: string | undefined
  /** Where its file can be looked at in a browser. */
  viewUrl: string | undefined
  /** The exact file, for people: a path or a URL. */
  file: string | undefined
}

/** Finds out where an entity was read from, by its annotations. */
export function sourceOf(entity: Entity): EntitySource {
  const annotations = entity.metadata.annotations ?? {}
  const location = annotations['backstage.io/managed-by-location']
  return {
    editUrl: annotations['backstage.io/edit-url'] || undefined,
    viewUrl:
      annotations['backstage.io/view-url'] ||
      targetIfUrl(annotations['backstage.io/source-location']) ||
      targetIfUrl(location),
    file: location?.slice(location.indexOf(':') + 1) || undefined,
  }
}

/** A location ref is `<type>:<target>`; only those of type `url` lead anywhere in a browser. */
const targetIfUrl = (location: string | undefined): string | undefined =>
  location?.startsWith('url:') ? location.slice('url:'.length) : undefined
