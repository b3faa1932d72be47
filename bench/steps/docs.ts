import { createHash } from 'node:crypto'
import { createHighlighter } from '../../plugins/techdocs/src/backend/highlight/create-highlighter.ts'
import { createSanitiser } from '../../plugins/techdocs/src/backend/sanitise/create-sanitiser.ts'
import { openSite } from '../../plugins/techdocs/src/backend/site/open-site.ts'
import type { RenderServices } from '../../plugins/techdocs/src/backend/site/services.ts'
import type { SiteFiles } from '../../plugins/techdocs/src/backend/site/site.ts'
import { docsSite } from '../generator/docs-site.ts'
import { type Figure, medianFigure } from '../measure/figures.ts'
import { secondsSince } from './run.ts'

const times = 3
const pages = 200

/** A docs site of 200 pages from its files to rendered and taken apart for search, and one page that nobody has read. */
export async function measureDocs(record: (figure: Figure) => Promise<void>): Promise<void> {
  const files = inMemory(docsSite(pages))
  const firstAt = performance.now()
  await (await openSite(files, context, freshServices())).page('')
  await record({
    figure: 'docs, first page of the process',
    unit: 'ms',
    value: Math.round(1000 * secondsSince(firstAt)),
  })

  const whole: number[] = []
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now()
    let sections = 0
    for await (const _ of (await openSite(files, context, freshServices())).sections()) sections += 1
    whole.push(secondsSince(startedAt))
    if (sections < pages) throw new Error(`Only ${sections} sections came out of ${pages} pages.`)
  }
  await record(medianFigure(`docs, ${pages} pages to rendered and indexed`, 's', whole))

  const cold: number[] = []
  const site = await openSite(files, context, freshServices())
  for (const path of site.pages.slice(0, 40)) {
    const startedAt = performance.now()
    await site.page(path)
    cold.push(Math.round((performance.now() - startedAt) * 10) / 10)
  }
  await record(medianFigure('docs, one page cold', 'ms', cold))
}

const context = { fallbackName: 'Bench' }

/** Without anything that was kept before. */
const freshServices = (): RenderServices => ({
  strict: false,
  highlighter: createHighlighter(),
  sanitiser: createSanitiser({ allowedIframeHosts: [], additionalAllowedUriProtocols: [] }),
  diagrams: { draw: async () => ({ html: '' }) },
})

function inMemory(texts: ReadonlyMap<string, string>): SiteFiles {
  const bodies = new Map([...texts].map(([path, text]) => [path, Buffer.from(text)]))
  const files = [...bodies].map(([path, body]) => ({
    path,
    size: body.length,
    hash: createHash('sha256').update(body).digest('hex'),
  }))
  return { version: 'bench', list: () => files, read: async (path) => bodies.get(path) }
}
