import type { ScmIntegrations, UrlReader } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { type DryRunOptions, dryRun } from './dry-run.ts'
import { generatedLocation } from './generated-location.ts'

/** What registering a location would give (spec/catalog.md 4.15). */
export interface Analysis {
  existingEntityFiles: { location: { type: string; target: string }; isRegistered: boolean; entity: Entity }[]
  generateEntities: { entity: unknown; fields: unknown[] }[]
}

interface AnalyzeOptions {
  urlReader: UrlReader
  dryRun: DryRunOptions
  /** Whether a place is registered, as far as the caller may know. */
  isRegistered(place: { type: string; target: string }): Promise<boolean>
}

/** The prefix of the annotation that names a repository, by type of host. */
const slugPrefixes: Record<string, string> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucketCloud: 'bitbucket.org',
  bitbucketServer: 'bitbucket.org',
  azure: 'dev.azure.com',
  gitea: 'gitea.com',
}

/**
 * Looks whether a place describes itself already, and proposes a description when it does not.
 *
 * @param target - A repository or a file in one.
 * @param filename - The file to look for in a repository. Default `catalog-info.yaml`.
 */
export async function analyzeTarget(
  { target, filename = 'catalog-info.yaml' }: { target: string; filename?: string },
  options: AnalyzeOptions & { scm: ScmIntegrations },
): Promise<Analysis> {
  if (!URL.canParse(target)) throw errors.invalidLocation({ target, reason: 'it is not an absolute URL.' })
  for (const url of candidates(target, filename, options.scm)) {
    const found = await descriptionsAt(url, options)
    if (found.length > 0) return { existingEntityFiles: found, generateEntities: [] }
  }
  return { existingEntityFiles: [], generateEntities: [proposal(target, options.scm)] }
}

function candidates(target: string, filename: string, scm: ScmIntegrations): string[] {
  if (/\.ya?ml$/i.test(new URL(target).pathname)) return [target]
  const type = scm.byUrl(target)?.type
  const root = target.replace(/[/]+$/, '')
  if (type === 'github') return [`${root}/blob/HEAD/${filename}`]
  if (type === 'gitlab') return [`${root}/-/blob/HEAD/${filename}`]
  if (type === 'gitea') return ['main', 'master'].map((branch) => `${root}/src/branch/${branch}/${filename}`)
  return []
}

async function descriptionsAt(url: string, options: AnalyzeOptions): Promise<Analysis['existingEntityFiles']> {
  const { files } = await options.urlReader.search(url)
  if (files.length === 0) return []
  const location = { type: 'url', target: url }
  const { entities } = await dryRun(generatedLocation(location).entity, options.dryRun)
  const isRegistered = await options.isRegistered(location)
  // The first is the Location that stands for the place itself.
  return entities.slice(1).map((entity) => ({ location, isRegistered, entity }))
}

function proposal(target: string, scm: ScmIntegrations): Analysis['generateEntities'][number] {
  const integration = scm.byUrl(target)
  const repository = integration?.repository(target)
  const name = repository?.name ?? new URL(target).pathname.split('/').filter(Boolean).at(-1)
  if (!name) throw errors.invalidLocation({ target, reason: 'it names no repository.' })
  const slug = repository
    ? `${repository.owner}/${repository.name}`
    : new URL(target).pathname.replace(/^\/+|\/+$/g, '')
  const prefix = slugPrefixes[integration?.type ?? ''] ?? 'github.com'
  const entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: { [`${prefix}/project-slug`]: slug } },
    spec: { type: 'other', lifecycle: 'unknown' },
  }
  return { entity, fields: [] }
}
