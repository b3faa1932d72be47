import { expect } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

const ticketSales = '/catalog/default/component/ticket-sales'

test('the header says how fresh the entity is, stars it, and copies its reference', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto(ticketSales)
  await expect(page.getByText(/^Read .+ ago from .*ticketing\/catalog-info\.yaml$/)).toBeVisible()
  const star = page.getByRole('button', { name: 'Star Ticket sales' })
  await star.click()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.reload()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await star.click()
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

for (const [kind, path, region] of [
  ['a system its parts', '/catalog/default/system/ticketing', 'Components'],
  ['a group its members', '/catalog/default/group/ticketing', 'Members'],
  ['a group what it owns', '/catalog/default/group/ticketing', 'Ownership'],
  ['an API who provides it', '/catalog/default/api/ticket-sales-api', 'Providers'],
  ['a resource what needs it', '/catalog/default/resource/sales-db/dependencies', 'Needed by'],
  ['a component its APIs', `${ticketSales}/api`, 'Consumed APIs'],
  ['a domain what hangs on it', '/catalog/default/domain/box-office', 'Relations'],
  ['a person what they own', '/catalog/default/user/alice-fenwick', 'Ownership'],
  ['a template what it belongs to', '/catalog/default/template/kotlin-service', 'About'],
] as const) {
  test(`the page of ${kind}`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('region', { name: region })).toBeVisible()
    await expect(page.getByRole('region', { name: region }).getByRole('status')).toHaveCount(0)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
}

test('the config re-arranges the page of a kind, and switches a card and a tab off', async ({ page }) => {
  await page.goto('/catalog/default/domain/box-office')
  await expect(page.getByRole('region', { name: 'Relations' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Graph' })).toHaveCount(0)
  await expect(page.getByRole('link', { name: 'Timeline' })).toHaveCount(0)
  const relations = await page.getByRole('region', { name: 'Relations' }).boundingBox()
  const about = await page.getByRole('region', { name: 'About' }).boundingBox()
  expect(relations?.x).toBe(about?.x)
  expect(relations?.y).toBeLessThan(about?.y ?? 0)
})

test('the inspector is in the address, and the keyboard alone goes through it', async ({ page }) => {
  await page.goto(ticketSales)
  await page.getByRole('button', { name: 'More' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Inspect' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Inspect component:default/ticket-sales' })
  await expect(dialog.getByText('UID')).toBeVisible()
  await dialog.getByRole('button', { name: 'Ancestry' }).press('Enter')
  await expect(dialog.getByText('registered in this portal')).toBeVisible()
  await dialog.getByRole('button', { name: 'YAML' }).press('Enter')
  await expect(page).toHaveURL(/inspect=yaml/)
  await expect(dialog.getByRole('region', { name: 'Text' })).toContainText('kind: Component')
  await page.reload()
  await expect(dialog.getByRole('region', { name: 'Text' })).toContainText('kind: Component')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL(ticketSales)
})

test('an OpenAPI definition lists its operations; one unfolds to parameters and schemas', async ({ page }) => {
  await page.goto('/catalog/default/api/ticket-sales-api/definition')
  await page.getByRole('searchbox', { name: 'Filter operations' }).fill('read a basket')
  await expect(page.getByText('1 operation', { exact: true })).toBeVisible()
  await page.getByText('Read a basket.').click()
  await expect(page.getByRole('table', { name: 'Parameters' })).toContainText('basketId')
  await expect(page.getByRole('region', { name: 'Responses' })).toContainText('Basket')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Show the text' }).click()
  await page.getByRole('searchbox', { name: 'Search in the text' }).fill('operationId')
  await expect(page.getByRole('region', { name: 'Text' })).toContainText('openBasket')
})

for (const [type, path, words] of [
  ['AsyncAPI', 'ticket-events', ['ticketing.tickets.v2', 'ticketSold']],
  ['GraphQL', 'prompt-book-api', ['Query']],
  ['gRPC', 'payments-api', ['Authorise', 'service Payments']],
  ['tRPC', 'mailing-api', []],
] as const) {
  test(`a ${type} definition is shown`, async ({ page }) => {
    await page.goto(`/catalog/default/api/${path}/definition`)
    const main = page.getByRole('main')
    await expect(main.getByRole('button', { name: /Download|Show the text/ })).toBeVisible()
    for (const word of words) await expect(main).toContainText(word)
    await expect(page.getByRole('alert')).toHaveCount(0)
  })
}

for (const scheme of ['light', 'dark'] as const) {
  for (const [what, path] of [
    ['a component', ticketSales],
    ['a group', '/catalog/default/group/ticketing'],
    ['dependencies', `${ticketSales}/dependencies`],
    ['a timeline', `${ticketSales}/timeline`],
    ['the inspector', `${ticketSales}?inspect=yaml`],
    ['an OpenAPI definition', '/catalog/default/api/ticket-sales-api/definition'],
    ['a gRPC definition', '/catalog/default/api/payments-api/definition'],
  ] as const) {
    test(`axe finds nothing wrong with ${what}, ${scheme}; a phone scrolls only down`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390)
    })
  }
}
