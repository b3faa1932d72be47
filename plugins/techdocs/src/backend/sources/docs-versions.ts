import type { Entity } from '@callboard/model'
import { docsVersionsAnnotation } from '../../model/annotations.ts'
import type { DocsReference } from './docs-reference.ts'

const maxVersions = 50

/** The branches and tags whose docs may be read beside the newest, as the entity lists them. */
export function versionsOf(entity: Entity): string[] {
  const names = (entity.metadata.annotations?.[docsVersionsAnnotation] ?? '').split(',').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))].slice(0, maxVersions)
}

/**
 * The same source at another branch or tag.
 *
 * @param type - The host's, as `integrations` names it.
 * @returns undefined where addresses of the host do not tell a branch.
 */
export function atVersion(source: DocsReference, version: string, type: string | undefined): DocsReference | undefined {
  const url = source.type === 'url' ? URL.parse(source.target) : null
  if (!url || type === undefined) return undefined
  const ref = encodeURIComponent(version)
  if (type === 'azure') url.searchParams.set('version', `GB${version}`)
  else if (type === 'bitbucketServer') url.searchParams.set('at', version)
  else {
    // Owner and repository (groups may nest), the word of the host, and the branch.
    const path = /^(\/.+?\/(?:-\/)?(?:blob|tree|src\/branch|src\/tag|src)\/)[^/]+(\/.*)?$/.exec(url.pathname)
    if (path) url.pathname = `${path[1]}${ref}${path[2] ?? ''}`
    else if (type === 'github') url.pathname = `${url.pathname.replace(/\/$/, '')}/tree/${ref}/`
    else return undefined
  }
  return { type: 'url', target: url.href }
}
