import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { chromiumFlags, chromiumPath } from '../chromium.ts'
import { medianFigure } from '../measure/figures.ts'
import type { Run } from './run.ts'

const times = 3

/** A page that is opened. */
interface Target {
  what: string
  path: string
  /** What people came for. */
  seen: string
  /** The plugins whose parts stand on it. */
  shows: readonly string[]
}

const targets = ({ manifest }: Run): Target[] => [
  { what: 'catalog table', path: '/catalog', seen: 'table tbody tr a', shows: ['catalog'] },
  {
    what: 'entity page',
    path: `/catalog/default/component/${manifest.sampleName}`,
    seen: 'main h1',
    shows: ['catalog'],
  },
  { what: 'home', path: '/', seen: 'main h1', shows: ['home', 'catalog'] },
  { what: 'graph', path: '/catalog-graph', seen: 'main h1', shows: ['catalog'] },
  { what: 'settings', path: '/settings', seen: 'main h1', shows: [] },
]

/**
 * From navigation to what people came for in Chromium: the catalog's first row, a page's heading; in a new profile, and
 * again in it. And what the page loads, everything in gzip.
 */
export async function measureBrowser(run: Run): Promise<void> {
  const executablePath = chromiumPath()
  if (!executablePath) {
    return run.record({ figure: 'catalog table, cold', unit: 's', note: 'no Chromium on this machine' })
  }
  for (const target of targets(run)) {
    const pairs: Pair[] = []
    for (let time = 0; time < times; time += 1) {
      pairs.push(
        await withProfile(executablePath, async (context) => {
          const tab = context.pages()[0] ?? (await context.newPage())
          const url = run.portal().url
          return { cold: await visit(tab, url, target), warm: await visit(tab, url, target) }
        }),
      )
    }
    await recordVisits(run, target.what, pairs)
  }
}

interface Pair {
  cold: Visit
  warm: Visit
}

async function recordVisits(run: Run, what: string, pairs: readonly Pair[]): Promise<void> {
  const figures = [
    [`${what}, cold`, 's', ({ cold }) => cold.seconds],
    [`${what}, warm`, 's', ({ warm }) => warm.seconds],
    [`${what}, requests`, 'requests', ({ cold }) => cold.requests],
    [`${what}, first-load JavaScript`, 'kB', ({ cold }) => cold.scriptKb],
    [`${what}, code of unopened plugins`, 'kB', ({ cold }) => cold.unopenedKb],
    [`${what}, all bytes on the wire`, 'kB', ({ cold }) => cold.totalKb],
  ] as const satisfies readonly (readonly [string, string, (pair: Pair) => number])[]
  for (const [figure, unit, of] of figures) await run.record(medianFigure(figure, unit, pairs.map(of)))
}

interface Visit {
  seconds: number
  requests: number
  scriptKb: number
  /** Of plugins that show nothing on the page, all but the `index.js` that says what they offer. */
  unopenedKb: number
  totalKb: number
}

async function withProfile<T>(executablePath: string, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'callboard-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: chromiumFlags,
    viewport: { width: 1440, height: 900 },
  })
  try {
    return await work(context)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

async function visit(page: Page, origin: string, { path, seen, shows }: Target): Promise<Visit> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  // What a page weighs is told in gzip everywhere; brotli, which Chromium would take, is lighter.
  await session.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip' } })
  const requests = new Map<string, { url: string; isScript: boolean; bytes: number }>()
  session.on('Network.requestWillBeSent', ({ requestId, type, request }) =>
    requests.set(requestId, { url: request.url, isScript: type === 'Script', bytes: 0 }),
  )
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId)
    if (request) request.bytes = encodedDataLength
  })
  const startedAt = performance.now()
  await page.goto(origin + path, { waitUntil: 'commit' })
  await page.locator(seen).first().waitFor({ timeout: 60_000 })
  const seconds = Math.round(performance.now() - startedAt) / 1000
  // What comes after that belongs to the page too.
  await page.waitForTimeout(1500)
  await session.detach()
  const all = [...requests.values()]
  const kb = (some: typeof all) => Math.round(some.reduce((total, { bytes }) => total + bytes, 0) / 1000)
  const isUnopened = (url: string) => {
    const [, plugin, file] = /\/plugins\/([^/]+)\/[^/]+\/(.+)$/.exec(new URL(url).pathname) ?? []
    return plugin !== undefined && file !== 'index.js' && !shows.includes(plugin)
  }
  return {
    seconds,
    requests: all.length,
    scriptKb: kb(all.filter(({ isScript }) => isScript)),
    unopenedKb: kb(all.filter(({ url }) => isUnopened(url))),
    totalKb: kb(all),
  }
}
