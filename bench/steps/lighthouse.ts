import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from 'chrome-launcher'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromiumFlags, chromiumPath } from '../chromium.ts'
import { type Figure, medianFigure } from '../measure/figures.ts'
import type { Portal } from '../portal.ts'

const times = 3
const sample = { ref: 'component:default/staff-sign-in', path: '/catalog/default/component/staff-sign-in' }

/** Of the demo portal. */
const pages = {
  home: '/',
  catalog: '/catalog',
  'entity page': sample.path,
  graph: `/catalog-graph?root=${encodeURIComponent(sample.ref)}`,
}

const categories = { performance: 'performance', accessibility: 'accessibility', 'best-practices': 'best practices' }
type Category = keyof typeof categories

/** Lighthouse with its desktop settings, each time in a new profile; and what it found wanting where points are lost. */
export async function measureLighthouse(
  portal: Portal,
  record: (figure: Figure, entities: number) => Promise<void>,
): Promise<void> {
  const executablePath = chromiumPath()
  if (!executablePath) {
    return record({ figure: 'home, performance', unit: 'of 100', note: 'no Chromium on this machine' }, 0)
  }
  const entities = await untilRead(portal)
  for (const [page, path] of Object.entries(pages)) {
    const visits: Visit[] = []
    for (let time = 0; time < times; time += 1) visits.push(await visit(executablePath, portal.url + path))
    for (const [category, name] of Object.entries(categories)) {
      const scores = visits.map(({ scores }) => scores[category as Category]) // the keys of the object above
      await record(medianFigure(`${page}, ${name}`, 'of 100', scores), entities)
    }
    await record(
      medianFigure(
        `${page}, largest contentful paint`,
        'ms',
        visits.map(({ paintMs }) => paintMs),
      ),
      entities,
    )
    for (const finding of new Set(visits.flatMap(({ findings }) => findings))) console.log(`    ${finding}`)
  }
}

interface Visit {
  scores: Record<Category, number>
  paintMs: number
  findings: string[]
}

async function visit(chromePath: string, url: string): Promise<Visit> {
  const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', ...chromiumFlags], logLevel: 'silent' })
  try {
    const onlyCategories = Object.keys(categories)
    const result = await lighthouse(url, { port: chrome.port, logLevel: 'error', onlyCategories }, desktopConfig)
    if (!result || result.lhr.runtimeError) {
      throw new Error(`Lighthouse could not look at ${url}: ${result?.lhr.runtimeError?.message ?? 'no result'}`)
    }
    const { lhr } = result
    const score = (category: Category) => Math.round((lhr.categories[category]?.score ?? 0) * 100)
    return {
      scores: {
        performance: score('performance'),
        accessibility: score('accessibility'),
        'best-practices': score('best-practices'),
      },
      paintMs: Math.round(lhr.audits['largest-contentful-paint']?.numericValue ?? 0),
      findings: Object.values(lhr.categories).flatMap(({ auditRefs }) =>
        auditRefs.flatMap(({ id, weight }) => {
          const audit = lhr.audits[id]
          const isWanting = weight > 0 && audit?.score !== null && (audit?.score ?? 1) < 0.9
          return isWanting && audit ? [`${audit.title}${audit.displayValue ? `: ${audit.displayValue}` : ''}`] : []
        }),
      ),
    }
  } finally {
    chrome.kill()
  }
}

/** The demo's files are read once the portal is up. Answers how many entities there are. */
async function untilRead(portal: Portal): Promise<number> {
  const giveUpAt = performance.now() + 60_000
  while (performance.now() < giveUpAt) {
    // The shapes of spec/catalog.md: a list of what is there, `null` for what is not; and a page with its total.
    const [{ items }, { totalItems }] = (await Promise.all([
      portal.json('/api/catalog/entities/by-refs', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ entityRefs: [sample.ref] }),
      }),
      portal.json('/api/catalog/entities/by-query?limit=1'),
    ])) as [{ items: unknown[] }, { totalItems: number }]
    if (items[0]) return totalItems
    await sleep(100)
  }
  throw new Error(`The demo portal has no ${sample.ref} after a minute.`)
}
