import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Entity } from '@callboard/model'
import { type CatalogPlan, planCatalog } from './plan-catalog.ts'
import { yamlText } from './yaml-text.ts'

/** What a written catalog holds, for whoever measures it. */
export interface CatalogManifest extends CatalogPlan {
  /** Raised when the generator changes, so that old folders are written anew. */
  version: number
  byKind: Record<string, number>
  files: number
  /** A component of the first file. */
  sampleName: string
  /** The file it is in, below the folder. */
  sampleFile: string
  /** A hundred refs. */
  refs: string[]
}

const version = 1
const perFile = 100

/**
 * Writes a generated catalog: `all.yaml`, a Location, and files of a hundred entities.
 *
 * @param dir - Made when missing; kept as it is when it holds the same catalog already.
 */
export async function writeCatalog(dir: string, plan: CatalogPlan): Promise<CatalogManifest> {
  const found = await findManifest(dir)
  if (found?.version === version && found.entities === plan.entities && found.seed === plan.seed) return found
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  const entities = planCatalog(plan)
  const files: string[] = []
  for (let start = 0; start < entities.length; start += perFile) {
    const name = `entities-${String(files.length).padStart(4, '0')}.yaml`
    const documents = entities.slice(start, start + perFile).map((entity) => `---\n${yamlText(entity)}`)
    await writeFile(join(dir, name), documents.join(''))
    files.push(name)
  }
  await writeFile(join(dir, 'all.yaml'), yamlText(locationOf(files, entities.length)))
  const manifest = manifestOf(entities, files, plan)
  await writeFile(join(dir, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return manifest
}

const manifestName = 'manifest.json'

async function findManifest(dir: string): Promise<CatalogManifest | undefined> {
  try {
    // Written by this file; the version tells whether its shape is still the one above.
    return JSON.parse(await readFile(join(dir, manifestName), 'utf8')) as CatalogManifest
  } catch {
    return undefined
  }
}

const locationOf = (files: readonly string[], count: number): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Location',
  metadata: { name: 'generated-catalog', description: `${count} generated entities` },
  spec: { type: 'file', targets: files.map((file) => `./${file}`) },
})

function manifestOf(entities: readonly Entity[], files: readonly string[], plan: CatalogPlan): CatalogManifest {
  const byKind: Record<string, number> = {}
  for (const { kind } of entities) byKind[kind] = (byKind[kind] ?? 0) + 1
  const sample = entities.slice(0, perFile).find(({ kind }) => kind === 'Component')
  if (!sample) throw new Error('The first file of the generated catalog has no component; choose another seed.')
  return {
    ...plan,
    version,
    byKind,
    files: files.length,
    sampleName: sample.metadata.name,
    sampleFile: files[0] ?? '',
    refs: entities.slice(0, 100).map(({ kind, metadata }) => `${kind.toLowerCase()}:default/${metadata.name}`),
  }
}
