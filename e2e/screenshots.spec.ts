import { expect, type Page } from '@playwright/test'
import { test } from './portal.ts'

// What belongs to no address (menus, the palette, the shortcut sheet) is in the file of its page.

const ticketSales = '/catalog/default/component/ticket-sales'
const unreachable = 'https://elsewhere.example/catalog-info.yaml'

/** Every page, as the demo has it. */
const pages = {
  home: '/',
  list: '/catalog',
  'list-filtered': '/catalog?type=service&lifecycle=production&q=t',
  'list-all-kinds': '/catalog?kind=all',
  component: ticketSales,
  'component-with-problem': '/catalog/default/component/lorry-router',
  'component-apis': `${ticketSales}/api`,
  'component-dependencies': `${ticketSales}/dependencies`,
  'component-timeline': `${ticketSales}/timeline`,
  'inspector-overview': `${ticketSales}?inspect=overview`,
  'inspector-ancestry': `${ticketSales}?inspect=ancestry`,
  'inspector-yaml': `${ticketSales}?inspect=yaml`,
  api: '/catalog/default/api/ticket-sales-api',
  resource: '/catalog/default/resource/sales-db',
  system: '/catalog/default/system/ticketing',
  domain: '/catalog/default/domain/box-office',
  group: '/catalog/default/group/ticketing',
  user: '/catalog/default/user/alice-fenwick',
  template: '/catalog/default/template/node-service',
  location: '/catalog/default/location/northlight',
  'ai-resource': '/catalog/default/airesource/write-a-runbook',
  'own-kind': '/catalog/default/production/a-winter-ball',
  'definition-openapi': '/catalog/default/api/ticket-sales-api/definition',
  'definition-openapi-text': '/catalog/default/api/ticket-sales-api/definition?view=source',
  'definition-asyncapi': '/catalog/default/api/ticket-events/definition',
  'definition-graphql': '/catalog/default/api/prompt-book-api/definition',
  'definition-grpc': '/catalog/default/api/payments-api/definition',
  'definition-trpc': '/catalog/default/api/mailing-api/definition',
  graph: '/catalog-graph?root=system:default/ticketing',
  'graph-table': '/catalog-graph?root=system:default/ticketing&view=table',
  'graph-start': '/catalog-graph',
  problems: '/catalog/problems',
  'problems-by-entity': '/catalog/problems?by=entity',
  sources: '/catalog/sources',
  import: '/catalog/import',
  'import-mistyped': '/catalog/import?url=tickets/catalog-info.yaml',
  'import-refused': `/catalog/import?url=${unreachable}`,
  settings: '/settings',
  'my-groups': '/my-groups',
  roles: '/administration/roles',
  'role-new': '/administration/roles/new',
  'who-may-what': '/administration/who-may-what',
  audit: '/administration/audit',
  'sign-ins': '/administration/sign-ins',
  'entity-missing': '/catalog/default/component/coat-check',
  'page-missing': '/nowhere',
}

type Answer = Readonly<Record<string, unknown>>
const none = { items: [], totalItems: 0, pageInfo: {} }
const ticketSalesApi = '**/entities/by-name/api/default/ticket-sales-api'
const definition = { path: '/catalog/default/api/ticket-sales-api/definition', route: ticketSalesApi }
const withDefinition = (definition: string | undefined) => (entity: Answer) => ({
  ...entity,
  // A Component or an API always has one.
  spec: { ...(entity.spec as Answer), definition },
})

/** Pages without anything to show, and what the server answers then. */
const empty: Record<string, { path: string; route?: string; answer?: (usual: Answer) => Answer }> = {
  'home-empty': { path: '/', route: '**/api/catalog/problems*', answer: () => none },
  'list-empty': { path: '/catalog?q=nothing-like-this' },
  'list-nothing-at-all': { path: '/catalog', route: '**/entities/by-query', answer: () => none },
  'list-starred-empty': { path: '/catalog?scope=starred' },
  'dependencies-empty': { path: '/catalog/default/component/lost-property/dependencies' },
  'definition-empty': { ...definition, answer: withDefinition(undefined) },
  'definition-broken': { ...definition, answer: withDefinition('openapi: 3.1.0\npaths:\n  /seats: {}\n /rows: {}\n') },
  'graph-empty': { path: '/catalog-graph?root=component:default/nothing-like-this' },
  'problems-empty': { path: '/catalog/problems', route: '**/api/catalog/problems*', answer: () => none },
  'problems-filtered-empty': { path: '/catalog/problems?code=nothing/like-this' },
  'sources-empty': { path: '/catalog/sources', route: '**/api/catalog/sources*', answer: () => none },
}

/** What each page cannot do without. */
const needs = {
  home: { path: '/', route: '**/api/catalog/problems*' },
  list: { path: '/catalog', route: '**/entities/by-query' },
  entity: { path: '/catalog/default/system/ticketing', route: '**/entities/by-name/system/default/ticketing' },
  dependencies: { path: `${ticketSales}/dependencies`, route: '**/entities/by-refs*' },
  timeline: { path: `${ticketSales}/timeline`, route: '**/api/catalog/**/timeline' },
  inspector: { path: `${ticketSales}?inspect=ancestry`, route: '**/api/catalog/**/ancestry' },
  graph: { path: '/catalog-graph?root=system:default/ticketing', route: '**/api/catalog/graph*' },
  problems: { path: '/catalog/problems', route: '**/api/catalog/problems*' },
  sources: { path: '/catalog/sources', route: '**/api/catalog/sources*' },
  import: { path: `/catalog/import?url=${unreachable}`, route: '**/api/catalog/locations?*' },
}

const states = {
  loading: undefined,
  failed: { status: 503, name: 'ServiceUnavailableError', message: 'The database of the catalog does not answer.' },
  forbidden: { status: 403, name: 'NotAllowedError', message: 'Your role may not read this.' },
}

async function show(page: Page, { colorScheme, width }: { colorScheme: 'light' | 'dark'; width: number }) {
  await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
}

async function settle(page: Page, path: string) {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.waitForLoadState('networkidle')
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    const shoot = (page: Page, name: string) =>
      page.screenshot({ path: `test-results/gallery/${name}-${colorScheme}-${width}.png` })

    test(`every page, ${colorScheme}, ${width} @screenshots`, async ({ page }) => {
      test.setTimeout(300_000)
      await show(page, { colorScheme, width })
      for (const [id, path] of Object.entries(pages)) {
        await settle(page, path)
        // A graph is laid out after its data came.
        await expect(page.locator('.cb-loading')).toHaveCount(0)
        await shoot(page, id)
      }
    })

    test(`every page with nothing to show, ${colorScheme}, ${width} @screenshots`, async ({ page }) => {
      test.setTimeout(300_000)
      await show(page, { colorScheme, width })
      for (const [id, { path, route, answer }] of Object.entries(empty)) {
        await page.unrouteAll({ behavior: 'ignoreErrors' })
        if (route && answer) {
          await page.route(route, async (request) => {
            const response = await request.fetch()
            await request.fulfill({ response, json: answer(await response.json()) })
          })
        }
        await settle(page, path)
        await shoot(page, id)
      }
    })

    test(`loading, failed and forbidden, ${colorScheme}, ${width} @screenshots`, async ({ page }) => {
      test.setTimeout(300_000)
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
          const asked = page.waitForRequest(route)
          await page.goto(path)
          await asked
          if (failure) await expect(page.getByText(failure.message).first()).toBeVisible({ timeout: 10_000 })
          // Nothing tells the page's own waiting from that for its code, which ends about now.
          else await page.waitForTimeout(1_000)
          await shoot(page, `${id}-${state}`)
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
    await settle(page, path)
    await page.screenshot({ path: `docs/images/${id}.png` })
  }
})
