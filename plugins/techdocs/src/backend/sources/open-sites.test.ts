import { expect, test } from 'vitest'
import { createShelf, startCopies } from '../fixtures/copy-portal.ts'
import { openPlainSite } from '../fixtures/plain-site.ts'
import type { SourceContext } from '../site/site.ts'
import { createOpenSites } from './open-sites.ts'

test('a site knows when its copy was made, and is opened once', async () => {
  const shelf = createShelf({ 'docs/index.md': '# Shop' })
  await using portal = await startCopies('sqlite', shelf)
  const [copies] = portal.replicas
  const copied = await copies?.forReader({ ref: 'component:default/shop', name: '' }, { type: 'shelf', target: 'a' })
  if (!copied) throw new Error('There is no copy.')
  const contexts: SourceContext[] = []
  const sites = createOpenSites({
    db: portal.core.db,
    scm: portal.core.scm,
    openSite(files, context) {
      contexts.push(context)
      return openPlainSite(files, context)
    },
  })
  const madeAtMs = portal.clock.nowMs()
  portal.clock.advance(60_000)
  const site = await sites.open(copied, 'shop')
  expect(await sites.open(copied, 'shop')).toBe(site)
  expect(contexts).toEqual([{ fallbackName: 'shop', readAtMs: madeAtMs }])
})
