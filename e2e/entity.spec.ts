import { expect } from '@playwright/test'
import { expectAccessible, expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

const ticketSales = '/catalog/default/component/ticket-sales'

test('the header says how fresh the entity is, stars it, and copies its reference', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(ticketSales)
  await expect(page.getByText(/^Read .+ ago from .*ticketing\/catalog-info\.yaml$/)).toBeVisible()
  const star = page.getByRole('button', { name: 'Star Ticket sales' })
  // It shows at once; what a reload must find is what the server has kept.
  const untilKept = () => page.waitForResponse((reply) => reply.request().method() === 'PUT')
  await Promise.all([untilKept(), star.click()])
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.reload()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await Promise.all([untilKept(), star.click()])
  await expect(star).toHaveAttribute('aria-pressed', 'false')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('button', { name: 'Copy reference' }).click()
  await expect(page.getByText('component:default/ticket-sales copied.')).toBeVisible()
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('component:default/ticket-sales')
})

test('what comes from the config cannot be unregistered here, and the button says why', async ({ page }) => {
  await page.goto(ticketSales)
  await page.getByRole('button', { name: 'More' }).click()
  const unregister = page.getByRole('button', { name: 'Unregister' })
  await expect(unregister).toHaveAttribute('aria-disabled', 'true')
  await expect(unregister).toHaveAttribute('title', /comes from the configuration of this portal/)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'More' })).toBeFocused()
})

for (const { kind, path, tabs, cards } of [
  {
    kind: 'a service',
    path: 'component/ticket-sales',
    tabs: 'APIs Dependencies',
    cards: 'Relations Graph About Links',
  },
  { kind: 'a website', path: 'component/lost-property', tabs: 'APIs Dependencies', cards: 'Relations Graph About' },
  { kind: 'a library', path: 'component/service-kit', tabs: 'APIs Dependencies', cards: 'Relations Graph About' },
  { kind: 'an API', path: 'api/ticket-sales-api', tabs: 'Definition', cards: 'Providers Consumers Relations About' },
  { kind: 'a resource', path: 'resource/sales-db', tabs: 'Dependencies', cards: 'Relations Graph About Labels' },
  { kind: 'a system', path: 'system/ticketing', tabs: '', cards: 'Components APIs Resources Relations Graph About' },
  { kind: 'a group', path: 'group/ticketing', tabs: '', cards: 'Members Ownership Relations Graph About Links' },
  { kind: 'a person', path: 'user/alice-fenwick', tabs: '', cards: 'Ownership Relations Graph About' },
  { kind: 'a template', path: 'template/node-service', tabs: '', cards: 'Relations Graph About' },
  { kind: 'a location', path: 'location/northlight', tabs: '', cards: 'Relations About' },
  { kind: 'an AI resource', path: 'airesource/write-a-runbook', tabs: 'Dependencies', cards: 'Relations Graph About' },
  {
    kind: 'a kind of one’s own',
    path: 'production/a-winter-ball',
    tabs: 'Dependencies',
    cards: 'Relations About Links',
  },
]) {
  test(`${kind} has its tabs and cards, accessible in both themes and on a phone`, async ({ page }) => {
    await page.goto(`/catalog/default/${path}`)
    for (const card of cards.split(' '))
      await expect(page.getByRole('region', { name: card, exact: true })).toBeVisible()
    // Every component has one, also to say how it gets docs; of the others here the system has some.
    const docs = path.startsWith('component/') || path === 'system/ticketing' ? ['Docs'] : []
    const names = ['Overview', ...tabs.split(' ').filter(Boolean), 'Timeline', ...docs]
    await expect(page.getByRole('navigation', { name: 'About this entity' }).getByRole('link')).toHaveText(names)
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expectAccessibleInBothThemes(page)
    await expectNarrow(page)
  })
}

test('a problem that names a long path wraps on a phone', async ({ page }) => {
  await page.route('**/api/catalog/**', async (route) => {
    const reply = await route.fetch()
    const text = await reply.text()
    await route.fulfill({ response: reply, body: text.replaceAll('/examples/', `/${'folder'.repeat(12)}/examples/`) })
  })
  await page.goto('/catalog/default/location/northlight')
  await expect(page.getByText(/is defined in .*folderfolder/)).toBeVisible()
  await expectNarrow(page)
})

test('the config re-arranges the page of a kind, and switches a card and a tab off', async ({ page }) => {
  await page.goto('/catalog/default/domain/box-office')
  await expect(page.getByRole('region', { name: 'Relations' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Graph' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Timeline' })).toHaveCount(0)
  const relations = await page.getByRole('region', { name: 'Relations' }).boundingBox()
  const about = await page.getByRole('region', { name: 'About' }).boundingBox()
  expect(relations?.x).toBe(about?.x)
  expect(relations?.y).toBeLessThan(about?.y ?? 0)
  await expectAccessibleInBothThemes(page)
})

for (const [what, path] of [
  ['dependencies', `${ticketSales}/dependencies`],
  ['APIs', `${ticketSales}/api`],
  ['a timeline', `${ticketSales}/timeline`],
  ['the inspector', `${ticketSales}?inspect=yaml`],
] as const) {
  test(`axe finds nothing wrong with ${what}; a phone scrolls only down`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectAccessibleInBothThemes(page)
    await expectNarrow(page)
  })
}
