import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import type { EntityProcessor } from '../../model/services.ts'
import { findOwner, type OwnerRule, ownerRef, parseCodeOwners } from './parse-code-owners.ts'

const kinds = ['API', 'Component', 'Domain', 'Resource', 'System']
const hosts = ['github', 'gitlab', 'bitbucketCloud', 'bitbucketServer']
const places = ['', '.github/', '.gitlab/', '.bitbucket/', 'docs/'].map((folder) => `${folder}CODEOWNERS`)

/** So long one read of a CODEOWNERS file stands for all entities of its repository. */
const keptMs = 1_000

/** Takes the owner of an entity that names none from the CODEOWNERS file of its repository (spec/catalog.md 3.9). */
export function codeOwners({ urlReader, scm }: { urlReader: UrlReader; scm: ScmIntegrations }): EntityProcessor {
  const kept = new Map<string, { found: ReturnType<typeof read>; untilMs: number }>()

  const read = async (base: string): Promise<{ url: string; rules: OwnerRule[] } | undefined> => {
    for (const place of places) {
      const url = scm.resolveUrl({ url: `/${place}`, base })
      const [file] = (await urlReader.search(url)).files
      if (file) return { url, rules: parseCodeOwners((await file.content()).toString('utf8')) }
    }
    return undefined
  }
  const readOnce = (base: string, root: string) => {
    const nowMs = performance.now()
    for (const [key, { untilMs }] of kept) if (untilMs < nowMs) kept.delete(key)
    const known = kept.get(root)
    if (known) return known.found
    const found = read(base)
    kept.set(root, { found, untilMs: nowMs + keptMs })
    // A failure is told to those who wait for it, and tried again by whoever comes next.
    found.catch(() => kept.delete(root))
    return found
  }

  return {
    name: 'CodeOwnersProcessor',
    async preProcess(entity, { location, emitRefreshKey }) {
      if (!kinds.includes(entity.kind) || entity.spec?.owner !== undefined || !location.startsWith('url:'))
        return entity
      const url = location.slice('url:'.length)
      if (!hosts.includes(scm.byUrl(url)?.type ?? '')) return entity
      // Resolved itself, so that both have the host's words for a file.
      const [own, root] = [scm.resolveUrl({ url, base: url }), scm.resolveUrl({ url: '/CODEOWNERS', base: url })].map(
        (one) => new URL(one).pathname,
      ) as [string, string]
      const path = decodeURIComponent(own.slice(root.length - 'CODEOWNERS'.length))
      const found = await readOnce(url, root)
      if (!found) return entity
      emitRefreshKey(`url:${found.url}`)
      const owner = findOwner(found.rules, path)
      return owner === undefined ? entity : { ...entity, spec: { ...entity.spec, owner: ownerRef(owner) } }
    },
  }
}
