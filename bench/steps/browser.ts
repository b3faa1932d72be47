import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { medianFigure } from '../measure/figures.ts'
import type { Run } from './run.ts'

const times = 3

/** The pages that are opened, each in a new profile and again, and what must be seen of them. */
const pages = ({ portal, manifest }: Run) =>
  [
    { what: 'catalog table', path: '/catalog', seen: 'table tbody tr a' },
    { what: 'entity page', path: `/catalog/default/component/${manifest.sampleName}`, seen: 'main h1' },
  ].map(({ path, ...page }) => ({ ...page, url: `${portal().url}${path}` }))

/** From navigation to what people came for in Chromium: the catalog's first row, an entity's heading. And what it loads. */
export async function measureBrowser(run: Run): Promise<void> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
  if (!executablePath) {
    return run.record({ figure: 'catalog table, cold', unit: 's', note: 'no Chromium on this machine' })
  }
  for (const page of pages(run)) {
    const visits: { cold: Visit; warm: Visit }[] = []
    for (let time = 0; time < times; time += 1) {
      visits.push(
        await withProfile(executablePath, async (context) => {
          const tab = context.pages()[0] ?? (await context.newPage())
          return { cold: await visit(tab, page), warm: await visit(tab, page) }
        }),
      )
    }
    await recordVisits(run, page.what, visits)
  }
}

async function recordVisits(run: Run, what: string, visits: { cold: Visit; warm: Visit }[]): Promise<void> {
  const figures = [
    [`${what}, cold`, 's', ({ cold }) => cold.seconds],
    [`${what}, warm`, 's', ({ warm }) => warm.seconds],
    [`${what}, requests`, 'requests', ({ cold }) => cold.requests],
    [`${what}, first-load JavaScript`, 'kB', ({ cold }) => cold.scriptKb],
    [`${what}, all bytes on the wire`, 'kB', ({ cold }) => cold.totalKb],
  ] as const satisfies readonly (readonly [string, string, (pair: { cold: Visit; warm: Visit }) => number])[]
  for (const [figure, unit, of] of figures) await run.record(medianFigure(figure, unit, visits.map(of)))
}

interface Visit {
  seconds: number
  requests: number
  scriptKb: number
  totalKb: number
}

async function withProfile<T>(executablePath: string, work: (context: BrowserContext) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'callboard-browser-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    // Root may only run Chromium without its sandbox; the page is our own.
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
    viewport: { width: 1440, height: 900 },
  })
  try {
    return await work(context)
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true })
  }
}

async function visit(page: Page, { url, seen }: { url: string; seen: string }): Promise<Visit> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const scripts = new Set<string>()
  const bytes = new Map<string, number>()
  session.on('Network.requestWillBeSent', ({ requestId, type }) => {
    bytes.set(requestId, 0)
    if (type === 'Script') scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength))
  const startedAt = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator(seen).first().waitFor({ timeout: 60_000 })
  const seconds = Math.round(performance.now() - startedAt) / 1000
  // What comes after that belongs to the page too.
  await page.waitForTimeout(1500)
  await session.detach()
  const kb = (ids: Iterable<string>) =>
    Math.round([...ids].reduce((total, id) => total + (bytes.get(id) ?? 0), 0) / 1000)
  return { seconds, requests: bytes.size, scriptKb: kb(scripts), totalKb: kb(bytes.keys()) }
}
