import type { Criteria } from '@callboard/model'
import { type LoadRequest, runLoad } from '../measure/load.ts'
import type { Portal } from '../portal.ts'
import { readsOf, warm } from './read.ts'
import type { Run } from './run.ts'

/** Of {@link readersOf}: who may read everything. */
export const everybody = 'everything'
const connections = 16
/** Each load is taken so often, in turn with what it is compared with; the best counts, for the machine only takes away. */
const rounds = 2

/**
 * What conditions cost: each read by people who may read a part, as a ratio of its time for somebody who may read everything.
 * And what permissions cost as such: the throughput with them of that of a portal that has them switched off.
 */
export async function measurePermissions(run: Run): Promise<void> {
  const off = await readsAs(run, undefined)
  const without = new Map<string, number>()
  for (const { figure, request } of off) without.set(figure, await bestOf(run, request))

  const readers = await readersOf(run.portal())
  await run.restart('filled', { readers })
  const names = Object.keys(readers)
  const reads = new Map(await Promise.all(names.map(async (name) => [name, await readsAs(run, name)] as const)))
  for (const [index, { figure }] of off.entries()) {
    const rates = new Map<string, number>()
    for (let round = 0; round < rounds; round += 1) {
      for (const name of names) {
        const request = reads.get(name)?.[index]?.request
        if (request) rates.set(name, Math.max(rates.get(name) ?? 0, await rateOf(run, request)))
      }
    }
    const whole = rates.get(everybody) ?? 0
    const before = without.get(figure) ?? 0
    const note = `${whole} of ${before} req/s`
    await run.record({
      figure: `${figure}, permissions on`,
      connections,
      unit: 'ratio',
      value: ratio(whole, before),
      note,
    })
    for (const name of names.filter((one) => one !== everybody)) {
      const rate = rates.get(name) ?? 0
      await run.record({
        figure: `${figure}, ${name}, conditional`,
        connections,
        unit: 'ratio',
        value: ratio(whole, rate),
        note: `${rate} req/s`,
      })
    }
  }
  await run.restart('filled')
}

const resourceType = 'catalog-entity'

/** People who may read everything, what twenty groups own, what is behind a fence that holds most of it, or either. */
export async function readersOf(portal: Portal): Promise<Record<string, Criteria | null>> {
  // The shape of spec/catalog.md 4.13.
  const { facets } = (await portal.json('/api/catalog/entity-facets?facet=relations.ownedBy')) as {
    facets: Record<string, { value: string }[]>
  }
  const owners = (facets['relations.ownedBy'] ?? []).map(({ value }) => value).filter((ref) => ref.startsWith('group:'))
  const owner: Criteria = { rule: 'IS_ENTITY_OWNER', resourceType, params: { claims: owners.slice(0, 20) } }
  const fence: Criteria = { rule: 'IS_ENTITY_NAMESPACE', resourceType, params: { namespaces: ['default'] } }
  const label: Criteria = { rule: 'HAS_LABEL', resourceType, params: { label: 'example.com/tier', value: 'one' } }
  return { [everybody]: null, owner, fence, 'owner-or-label': { anyOf: [owner, label] } }
}

async function readsAs(run: Run, name: string | undefined) {
  const portal = run.portal()
  const headers = name === undefined ? portal.headers : await headersOf(portal, name)
  const json = (path: string, init: RequestInit = {}) =>
    portal.json(path, { ...init, headers: { ...headers, ...(init.headers as object) } })
  const mine = await json('/api/catalog/entities/by-query?limit=100&filter=kind=component&fields=kind,metadata')
  // The shape of spec/catalog.md 4.10. What somebody may not read would be told in no time.
  const { items } = mine as { items: { metadata: { name: string } }[] }
  const refs = items.map(({ metadata }) => `component:default/${metadata.name}`)
  return readsOf({ ...portal, headers, json }, { ...run.manifest, refs, sampleName: items[0]?.metadata.name ?? '' })
}

/** Of somebody of {@link readersOf}. */
export async function headersOf(portal: Portal, name: string): Promise<Record<string, string>> {
  const reply = await portal.json(`/api/bench-policy/token?name=${encodeURIComponent(name)}`)
  // The shape that the route of bench/policy-plugin declares.
  return { authorization: `Bearer ${(reply as { token: string }).token}` }
}

async function bestOf(run: Run, request: LoadRequest): Promise<number> {
  let best = 0
  for (let round = 0; round < rounds; round += 1) best = Math.max(best, await rateOf(run, request))
  return best
}

async function rateOf(run: Run, request: LoadRequest): Promise<number> {
  await warm(request)
  return (await runLoad(request, { connections, seconds: run.seconds })).requestsPerSecond
}

const ratio = (a: number, b: number) => Math.round((a / b) * 100) / 100
