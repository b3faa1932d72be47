import type { Credentials, ScmIntegrations } from '@callboard/kernel'
import { canonicalEntityRef, type Entity, entityRefOf, stringifyEntityRef } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import { docsEntityAnnotation } from '../../model/annotations.ts'
import { errors } from '../../model/errors.ts'
import type { Site } from '../site/site.ts'
import type { CopiedSite, DocsCopies } from '../sources/docs-copies.ts'
import { type DocsSource, docsSourceOf, isBuiltElsewhere } from '../sources/find-sources.ts'
import type { OpenSites } from '../sources/open-sites.ts'

/** An entity as routes name it. */
export interface EntityParams {
  namespace: string
  kind: string
  name: string
}

/** A site, and whose it is. */
export interface FoundDocs {
  /** Whose docs these are: another entity than asked for where `backstage.io/techdocs-entity` leads there. */
  owner: Entity
  site: Site
  /** Absent for sites that are built elsewhere. */
  copied?: CopiedSite
}

/** Finds docs for callers; what they may not read is as if it were not there. */
export interface DocsFinder {
  /** @throws `techdocs/entity-not-found` */
  entity(params: EntityParams, credentials: Credentials): Promise<Entity>
  /**
   * The entity whose docs are shown for this one.
   *
   * @throws `techdocs/no-docs`
   */
  owner(entity: Entity, credentials: Credentials): Promise<Entity>
  /** The source of an entity's own docs, if this portal reads it. @throws `techdocs/bad-reference`, `techdocs/version-not-found` */
  source(owner: Entity, version?: string): DocsSource | undefined
  /** The site to read. @throws what the others do, and `techdocs/source-unreadable` or `techdocs/not-published`. */
  docs(params: EntityParams, options: { credentials: Credentials; version?: string | undefined }): Promise<FoundDocs>
}

/** @param services.findPublished - The site that somebody has published for an entity, if there is one. */
export function createDocsFinder(services: {
  entities: Entities
  scm: ScmIntegrations
  copies: DocsCopies
  openSites: OpenSites
  builder: 'local' | 'external'
  findPublished(ref: string): Promise<Site | undefined>
}): DocsFinder {
  const { entities, scm, copies, openSites, builder } = services

  const finder: DocsFinder = {
    async entity(params, credentials) {
      const ref = refOf(params)
      const entity = ref === undefined ? undefined : await entities.findByRef(ref, { credentials })
      if (!entity) throw errors.entityNotFound({ ref: ref ?? `${params.kind}:${params.namespace}/${params.name}` })
      return entity
    },
    async owner(entity, credentials) {
      const ref = referredTo(entity)
      if (ref === undefined || ref === entityRefOf(entity)) return entity
      const owner = await entities.findByRef(ref, { credentials })
      // Whether the other one is missing or hidden is not to be told.
      if (!owner) throw errors.noDocs({ ref: entityRefOf(entity) })
      return owner
    },
    source(owner, version) {
      if (isBuiltElsewhere(owner, builder)) return undefined
      const source = docsSourceOf(owner, scm, version)
      if (!source && version !== undefined) throw errors.versionNotFound({ ref: entityRefOf(owner), version })
      return source
    },
    async docs(params, { credentials, version }) {
      const owner = await finder.owner(await finder.entity(params, credentials), credentials)
      const ref = entityRefOf(owner)
      const source = finder.source(owner, version)
      if (source) {
        const copied = await copies.forReader(source.key, source.source)
        return { owner, copied, site: await openSites.open(copied, nameOf(owner)) }
      }
      if (!isBuiltElsewhere(owner, builder)) throw errors.noDocs({ ref })
      const site = version === undefined ? await services.findPublished(ref) : undefined
      if (!site) throw errors.notPublished({ ref })
      return { owner, site }
    },
  }
  return finder
}

/** What a site is called whose config does not say. */
export const nameOf = ({ metadata }: Entity): string => metadata.title ?? metadata.name

function refOf(params: EntityParams): string | undefined {
  try {
    return stringifyEntityRef(params)
  } catch {
    return undefined
  }
}

/** The entity that another one's docs are shown for; what cannot be read names nobody (spec/techdocs.md 1). */
function referredTo(entity: Entity): string | undefined {
  const text = entity.metadata.annotations?.[docsEntityAnnotation]
  if (text === undefined) return undefined
  try {
    return canonicalEntityRef(text, {
      defaultKind: entity.kind,
      defaultNamespace: entity.metadata.namespace ?? 'default',
    })
  } catch {
    return undefined
  }
}
