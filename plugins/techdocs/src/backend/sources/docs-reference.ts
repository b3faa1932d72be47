import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import type { ScmIntegrations } from '@callboard/kernel'
import { type Entity, entityRefOf, findSourceLocation, type LocationRef, parseLocationRef } from '@callboard/model'
import { docsRefAnnotation } from '../../model/annotations.ts'
import { errors } from '../../model/errors.ts'

/** Where the docs of an entity are: `dir` with a folder of this machine, `url`, or a type that a plugin reads. */
export type DocsReference = LocationRef

/**
 * Finds the source of an entity's docs (spec/techdocs.md 1).
 *
 * @returns undefined when it names none.
 * @throws `techdocs/bad-reference`
 */
export function resolveDocsReference(entity: Entity, scm: ScmIntegrations): DocsReference | undefined {
  const text = entity.metadata.annotations?.[docsRefAnnotation]
  if (text === undefined) return undefined
  const bad = (reason: string, cause?: unknown) =>
    errors.badReference({ ref: entityRefOf(entity), reason }, cause === undefined ? {} : { cause })
  let written: LocationRef
  try {
    written = parseLocationRef(text)
  } catch (cause) {
    throw bad(cause instanceof Error ? cause.message : String(cause), cause)
  }
  if (written.type !== 'dir') return written
  const base = sourceOf(entity, scm)
  if (base?.type === 'url') {
    let target: URL
    let root: URL
    try {
      target = new URL(scm.resolveUrl({ url: written.target, base: base.target }))
      root = new URL(scm.resolveUrl({ url: '/', base: base.target }))
    } catch (cause) {
      throw bad(cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause), cause)
    }
    // `dir:` is a folder of the same repository; `url:` says openly that it is another one.
    if (target.origin !== root.origin || !target.pathname.startsWith(root.pathname)) {
      throw bad(`"${written.target}" leaves the repository of the catalog file`)
    }
    return { type: 'url', target: target.href }
  }
  if (base?.type !== 'file') throw bad(`"dir:" needs a catalog file that was read from a file or a URL`)
  const folder = dirname(base.target)
  const target = resolve(folder, written.target)
  if (!isInside(target, folder)) throw bad(`"${written.target}" leaves the folder of the catalog file`)
  return { type: 'dir', target }
}

/** Whether a path is the folder or below it. Both are absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/**
 * Where the catalog file is. Authors may write `source-location` as they like: as a folder of the server's disk it would hand
 * out whatever is there, so that for files only what the catalog itself has written counts. That also counts where the author
 * names a host of which the portal knows nothing, whose folders it cannot read.
 */
function sourceOf(entity: Entity, scm: ScmIntegrations): LocationRef | undefined {
  const named = findSourceLocation(entity)
  if (named?.type === 'url' && scm.byUrl(named.target)) return named
  const managedBy = entity.metadata.annotations?.['backstage.io/managed-by-location']
  if (managedBy?.startsWith('file:')) return parseLocationRef(managedBy)
  return named?.type === 'file' ? undefined : named
}
