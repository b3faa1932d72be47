import { parseEntityRef } from '@callboard/model'

/** The three parts of an entity's name, as routes take them. */
export interface EntityName {
  namespace: string
  kind: string
  name: string
}

/** Where docs are being read. */
export interface DocsPlace {
  /** Whose docs, as the API is asked. */
  entity: EntityName
  /** Path of the portal that the pages stand below, without a slash at its end. */
  base: string
  /** A branch or tag; undefined for the newest. */
  version: string | undefined
}

/** What every call about a site carries. */
export const siteInput = ({ entity: { namespace, kind, name }, version }: DocsPlace) => ({
  params: { namespace, kind, name },
  query: { version },
})

/** What is asked about one page; the path as it stands in the address. */
export function pageInput(place: DocsPlace, path: string) {
  const { params, query } = siteInput(place)
  return { params, query: { ...query, path } }
}

/** Path of the reader of an entity: `/docs/default/component/billing`. */
export const readerBase = ({ namespace, kind, name }: EntityName): string =>
  `/docs/${[namespace, kind, name].map((part) => encodeURIComponent(part.toLowerCase())).join('/')}`

/** Path of the reader of an entity by its ref. */
export const readerBaseOf = (entityRef: string): string => readerBase(parseEntityRef(entityRef))

/**
 * The address of a page.
 *
 * @param path - Below the site, as the server names it: not encoded.
 */
export function pageHref({ base, version }: Pick<DocsPlace, 'base' | 'version'>, path: string, hash = ''): string {
  return `${base}/${path.replace(/[%?#]/g, encodeURIComponent)}${version === undefined ? '' : `?version=${encodeURIComponent(version)}`}${hash}`
}

/** The address that files of a site are served at, with a slash at its end. */
export const staticBase = (entityRef: string): string => {
  const { namespace, kind, name } = parseEntityRef(entityRef)
  return `/api/techdocs/static/docs/${[namespace, kind, name].map(encodeURIComponent).join('/')}/`
}
