import { setTimeout as sleep } from 'node:timers/promises'
import { nouns, tags } from '../generator/words.ts'
import type { LoadRequest } from '../measure/load.ts'
import type { Portal } from '../portal.ts'
import { everybody, headersOf, readersOf } from './permissions.ts'
import { measureLoad } from './read.ts'
import { type Run, secondsSince } from './run.ts'

const giveUpAfterS = 1800

/** How soon everything is found, how long a search takes that nobody has made before, and how many a second are answered. */
export async function measureSearch(run: Run): Promise<void> {
  await measureIndex(run)
  const get = (query: string): LoadRequest => {
    const { url, headers } = run.portal()
    return { url: `${url}/api/search/query?${query}`, headers }
  }
  await measureLoad(run, 'search term', get('term=payment'))
  await measureLoad(run, 'search term + kind', get('term=payment&filters[kind]=Component'))

  const readers = await readersOf(run.portal())
  await run.restart('filled', { readers })
  for (const name of [everybody, 'owner']) {
    const headers = await headersOf(run.portal(), name)
    await measureMix(run, name, headers)
  }
  await run.restart('filled')
}

/** From ready, with the catalog still to be read, until search has all of it. */
async function measureIndex(run: Run): Promise<void> {
  const portal = await run.restart('fresh')
  const startedAt = performance.now()
  for (;;) {
    const documents = await indexedBy(portal, run.manifest.refs.length)
    const seconds = secondsSince(startedAt)
    if (documents !== undefined) {
      await run.record({ figure: 'ready to all found', unit: 's', value: seconds })
      const rate = Math.round(documents / seconds)
      const note = 'from the files on: the catalog reads them meanwhile'
      await run.record({ figure: 'documents indexed', unit: 'documents/s', value: rate, note })
      return
    }
    if (seconds > giveUpAfterS) throw new Error(`Not everything was indexed within ${giveUpAfterS} s.`)
    await sleep(200)
  }
}

/** How many documents there are once the index has caught up with the catalog. */
async function indexedBy(portal: Portal, atLeast: number): Promise<number | undefined> {
  // The shapes of the routes `index` of search and `by-query` of the catalog.
  const { types } = (await portal.json('/api/search/index')) as {
    types: { type: string; documents: number; stale: number; isRunning: boolean }[]
  }
  const { totalItems } = (await portal.json('/api/catalog/entities/by-query?limit=0')) as { totalItems: number }
  const entities = types.find(({ type }) => type === 'software-catalog')
  const isWhole = entities !== undefined && totalItems > atLeast && entities.documents >= totalItems
  if (!isWhole || types.some(({ stale, isRunning }) => stale > 0 || isRunning)) return undefined
  return types.reduce((sum, { documents }) => sum + documents, 0)
}

async function measureMix(run: Run, name: string, headers: Record<string, string>): Promise<void> {
  const { url } = run.portal()
  const times: number[] = []
  for (const query of differentQueries(run.manifest.refs)) {
    const startedAt = performance.now()
    const reply = await fetch(`${url}/api/search/query?${query}`, { headers })
    await reply.arrayBuffer()
    if (!reply.ok) throw new Error(`${query} answered ${reply.status}.`)
    times.push(performance.now() - startedAt)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => Math.round((times[Math.ceil(times.length * share) - 1] ?? 0) * 10) / 10
  const note = `${times.length} different searches; ${name === everybody ? 'may see everything' : 'may see what twenty groups own'}`
  await run.record({
    figure: `search of ${name}, p95`,
    connections: 1,
    unit: 'ms',
    value: at(0.95),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    note,
  })
}

/** Names, words together, mistyped ones, beginnings, words that very many documents have, filters and counts; none twice. */
function* differentQueries(refs: readonly string[]): Generator<string> {
  const term = (text: string, more = '') => `term=${encodeURIComponent(text)}${more}`
  const facets = '&facets[0]=type&facets[1]=kind&facets[2]=owner'
  for (const ref of refs) yield term(ref.slice(ref.indexOf('/') + 1))
  for (const [index, noun] of nouns.entries()) {
    const other = nouns[(index * 7 + 3) % nouns.length] ?? ''
    const shape = index % 6
    if (shape === 0) yield term(`${noun} ${other}`)
    if (shape === 1) yield term(mistyped(noun))
    if (shape === 2) yield term(noun.slice(0, 1 + (index % 5)), `&pageLimit=${10 + (index % 90)}`)
    if (shape === 3) yield term(noun, facets)
    if (shape === 4) yield term(noun, `&filters[kind]=API${facets}`)
    if (shape === 5) yield term(`${noun} for the team`)
  }
  for (const common of ['service', 'production', 'default', 'team', 'every', 'component']) {
    yield term(common, facets)
    for (const tag of tags.slice(0, 5)) yield term(common, `&filters[tags]=${encodeURIComponent(tag)}`)
  }
}

const mistyped = (word: string) => `${word.slice(0, 2)}${word[3] ?? ''}${word[2] ?? ''}${word.slice(4)} `
