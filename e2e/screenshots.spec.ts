import { expect, type Page } from '@playwright/test'
import { test } from './portal.ts'

const pages = {
  home: '/',
  list: '/catalog',
  'list-empty': '/catalog?q=nothing-like-this',
  entity: '/catalog/default/component/lorry-router',
  system: '/catalog/default/system/ticketing',
  group: '/catalog/default/group/ticketing',
  'entity-missing': '/catalog/default/component/coat-check',
  graph: '/catalog-graph?root=system:default/ticketing',
  problems: '/catalog/problems',
  'problems-by-entity': '/catalog/problems?by=entity',
  'problems-empty': '/catalog/problems?code=nothing/like-this',
  sources: '/catalog/sources',
  import: '/catalog/import',
  'import-refused': '/catalog/import?url=https://elsewhere.example/catalog-info.yaml',
  settings: '/settings',
  'page-missing': '/nowhere',
}

/** What each page cannot do without. */
const needs = {
  home: { path: '/', route: '**/api/catalog/problems*' },
  list: { path: '/catalog', route: '**/entities/by-query' },
  entity: { path: '/catalog/default/system/ticketing', route: '**/entities/by-name/system/default/ticketing' },
  graph: { path: '/catalog-graph?root=system:default/ticketing', route: '**/api/catalog/graph*' },
  problems: { path: '/catalog/problems', route: '**/api/catalog/problems*' },
  sources: { path: '/catalog/sources', route: '**/api/catalog/sources*' },
}

const states = {
  loading: undefined,
  failed: { status: 503, name: 'ServiceUnavailableError', message: 'The database of the catalog does not answer.' },
  forbidden: { status: 403, name: 'NotAllowedError', message: 'Your role may not read this.' },
}

async function show(page: Page, { colorScheme, width }: { colorScheme: 'light' | 'dark'; width: number }) {
  await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
  await page.emulateMedia({ colorScheme })
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    const name = (page: string) => `test-results/gallery/${page}-${colorScheme}-${width}.png`

    test(`every page, ${colorScheme}, ${width} @screenshots`, async ({ page }) => {
      test.setTimeout(120_000)
      await show(page, { colorScheme, width })
      for (const [id, path] of Object.entries(pages)) {
        await page.goto(path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await page.waitForLoadState('networkidle')
        await page.screenshot({ path: name(id) })
      }
    })

    test(`loading, failed and forbidden, ${colorScheme}, ${width} @screenshots`, async ({ page }) => {
      test.setTimeout(120_000)
      await show(page, { colorScheme, width })
      for (const [state, failure] of Object.entries(states)) {
        for (const [id, { path, route }] of Object.entries(needs)) {
          await page.unrouteAll({ behavior: 'ignoreErrors' })
          await page.route(route, async (request) => {
            // Without an answer the page stays as it is while loading.
            if (failure === undefined) return
            const { status, ...error } = failure
            await request.fulfill({ status, json: { error } })
          })
          await page.goto(path)
          const settled =
            failure === undefined ? page.getByRole('status', { name: 'Loading' }) : page.getByRole('alert')
          await expect(settled.first()).toBeVisible({ timeout: 10_000 })
          await page.screenshot({ path: name(`${id}-${state}`) })
        }
      }
    })
  }
}

test('the pictures of the README @screenshots', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  // Small enough for a README to carry.
  await page.setViewportSize({ width: 1200, height: 750 })
  const pictures = { catalog: '/catalog', entity: '/catalog/default/system/ticketing', problems: '/catalog/problems' }
  for (const [id, path] of Object.entries(pictures)) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: `docs/images/${id}.png` })
  }
})
