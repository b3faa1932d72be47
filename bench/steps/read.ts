import { nouns, tags } from '../generator/words.ts'
import type { CatalogManifest } from '../generator/write-catalog.ts'
import { type LoadRequest, type LoadResult, runLoad } from '../measure/load.ts'
import { residentMib } from '../measure/machine.ts'
import type { Portal } from '../portal.ts'
import { startBareRoute } from './bare-route-process.ts'
import { measuredBy, type Run, withCpuUse } from './run.ts'

const connectionCounts = [1, 16]
const tries = 3
const calmBelow = 0.3

/** Requests per second and latencies of the reads that people and programs do most. */
export async function measureReads(run: Run): Promise<void> {
  for (const { figure, request } of await readsOf(run.portal(), run.manifest)) await measureLoad(run, figure, request)
  await compareWithBareRoute(run)
  await run.record({ figure: 'memory after reads', unit: 'MiB', value: residentMib(measuredBy(run).server) })
}

/** A read, and the request that asks for it. */
export interface Read {
  figure: string
  request: LoadRequest
}

/** The reads that are measured, with the credentials of `portal`. */
export async function readsOf(portal: Portal, manifest: CatalogManifest): Promise<Read[]> {
  const query = '/api/catalog/entities/by-query'
  const get = (path: string): LoadRequest => ({ url: portal.url + path, headers: portal.headers })
  const searched = 'fullTextFilterTerm=payment&fullTextFilterFields=metadata.name,metadata.title,metadata.description'
  const cursor = encodeURIComponent(await cursorOfPage(portal, 50))
  return [
    { figure: 'list kind=component, 20', request: get(`${query}?filter=kind=component&limit=20`) },
    { figure: 'full text', request: get(`${query}?filter=kind=component&limit=20&${searched}`) },
    { figure: 'cursor page 50', request: get(`${query}?limit=20&cursor=${cursor}`) },
    {
      figure: 'facets of 3 keys',
      request: get('/api/catalog/entity-facets?facet=spec.type&facet=kind&facet=metadata.tags'),
    },
    { figure: 'by name', request: get(byName(manifest)) },
    {
      figure: 'by refs, 100',
      request: {
        url: `${portal.url}/api/catalog/entities/by-refs`,
        method: 'POST',
        headers: { ...portal.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ entityRefs: manifest.refs }),
      },
    },
    { figure: 'list by tag, all different', request: { ...get(query), paths: differentLists(query) } },
    { figure: 'full text, all different', request: { ...get(query), paths: differentSearches(query) } },
  ]
}

// More replies than a cache of finished ones may hold: these figures are of questions nobody has asked before.
const differentLists = (query: string) =>
  tags.flatMap((tag) =>
    Array.from({ length: 40 }, (_, step) => {
      const filter = encodeURIComponent(`kind=component,metadata.tags=${tag}`)
      return `${query}?filter=${filter}&limit=20&offset=${step * 5}`
    }),
  )
const differentSearches = (query: string) =>
  nouns.flatMap((noun) =>
    Array.from({ length: 8 }, (_, step) => {
      const search = `fullTextFilterTerm=${noun}&fullTextFilterFields=metadata.name,metadata.title,metadata.description`
      return `${query}?limit=20&offset=${step}&${search}`
    }),
  )

const byName = ({ sampleName }: CatalogManifest) => `/api/catalog/entities/by-name/component/default/${sampleName}`

async function cursorOfPage(portal: Portal, page: number): Promise<string> {
  let path = '/api/catalog/entities/by-query?limit=20&orderField=metadata.name,asc'
  let last = ''
  for (let number = 2; number <= page; number += 1) {
    // The shape of spec/catalog.md 4.10.
    const { pageInfo } = (await portal.json(path)) as { pageInfo: { nextCursor?: string } }
    if (pageInfo.nextCursor === undefined) break
    last = pageInfo.nextCursor
    path = `/api/catalog/entities/by-query?limit=20&cursor=${encodeURIComponent(last)}`
  }
  return last
}

/** A figure that something else on the machine disturbed is taken again; the calmest is kept. */
export async function measureLoad(run: Run, figure: string, request: LoadRequest): Promise<void> {
  await warm(request)
  for (const connections of connectionCounts) {
    let kept: { result: LoadResult; use: { foreign: number } } | undefined
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const taken = await withCpuUse(run, () => runLoad(request, { connections, seconds: run.seconds }))
      if (!kept || taken.use.foreign < kept.use.foreign) kept = taken
      if (kept.use.foreign <= calmBelow) break
    }
    if (kept) await run.record(loadFigure(figure, connections, kept.result, kept.use.foreign))
  }
}

function loadFigure(figure: string, connections: number, result: LoadResult, foreignCores?: number) {
  const { requestsPerSecond, p50Ms, p99Ms } = result
  return { figure, connections, unit: 'req/s' as const, value: requestsPerSecond, p50Ms, p99Ms, foreignCores }
}

/** Asks some times before it counts. @throws Error with the reply of a request that fails. */
export async function warm({ url, method, headers, body }: LoadRequest): Promise<number> {
  let bytes = 0
  for (let time = 0; time < 30; time += 1) {
    const reply = await fetch(url, { method, headers, body })
    if (!reply.ok) throw new Error(`${url} answered ${reply.status}: ${(await reply.text()).slice(0, 300)}`)
    bytes = (await reply.arrayBuffer()).byteLength
  }
  return bytes
}

/** Ours and a bare Fastify route with the same bytes take turns, so that the machine is the same for both. */
async function compareWithBareRoute(run: Run): Promise<void> {
  const path = byName(run.manifest)
  const bare = await startBareRoute(await run.portal().text(path))
  try {
    const ours: LoadRequest = { url: run.portal().url + path, headers: run.portal().headers }
    const theirs: LoadRequest = { url: bare.url, headers: run.portal().headers }
    await warm(theirs)
    const rates = { ours: 0, bare: 0 }
    const options = { connections: 16, seconds: run.seconds }
    for (let round = 0; round < 2; round += 1) {
      rates.bare = Math.max(rates.bare, (await runLoad(theirs, options)).requestsPerSecond)
      rates.ours = Math.max(rates.ours, (await runLoad(ours, options)).requestsPerSecond)
    }
    const value = Math.round((rates.ours / rates.bare) * 100) / 100
    const note = `ours ${rates.ours}, bare Fastify ${rates.bare} req/s`
    await run.record({ figure: 'by name against a bare route', connections: 16, unit: 'ratio', value, note })
  } finally {
    await bare.stop()
  }
}
