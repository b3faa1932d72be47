import type { ScmIntegrations } from '@callboard/kernel'
import type { EntityProcessor } from '../../model/services.ts'

/** The annotation that names a repository, by type of host. */
const annotations: Record<string, string> = {
  github: 'github.com/project-slug',
  gitlab: 'gitlab.com/project-slug',
  azure: 'dev.azure.com/project-repo',
}

/** Names the repository of an entity in an annotation, unless its author has (spec/catalog.md 3.9). */
export function annotateScmSlug({ scm, kinds }: { scm: ScmIntegrations; kinds: readonly string[] }): EntityProcessor {
  const wanted = new Set(kinds.map((kind) => kind.toLowerCase()))
  return {
    name: 'AnnotateScmSlugEntityProcessor',
    preProcess(entity, { location }) {
      if (!wanted.has(entity.kind.toLowerCase()) || !location.startsWith('url:')) return entity
      const url = location.slice('url:'.length)
      const integration = scm.byUrl(url)
      const annotation = annotations[integration?.type ?? '']
      const repository = integration?.repository(url)
      if (!annotation || !repository || entity.metadata.annotations?.[annotation] !== undefined) return entity
      const slug = `${repository.owner}/${repository.name}`
      return {
        ...entity,
        metadata: { ...entity.metadata, annotations: { ...entity.metadata.annotations, [annotation]: slug } },
      }
    },
  }
}
