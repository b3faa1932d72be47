import { expect } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

test('find an entity, follow a relation, and come back', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('heading', { level: 1, name: 'Catalog' })).toBeVisible()
  await page.getByRole('searchbox', { name: 'Filter by text' }).fill('ticket sales')
  await page.getByRole('rowheader', { name: 'Ticket sales' }).first().getByRole('link').click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ticket sales' })).toBeFocused()
  await expect(page).toHaveTitle('Ticket sales · Northlight Callboard')
  await page.getByRole('region', { name: 'Relations' }).getByRole('link', { name: 'Ticketing' }).first().click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ticketing' })).toBeFocused()
  await page.goBack()
  await page.goBack()
  await expect(page.getByRole('searchbox', { name: 'Filter by text' })).toHaveValue('ticket sales')
})

test('filters are in the address, and a reload restores them', async ({ page }) => {
  await page.goto('/catalog?kind=api')
  const filters = page.getByRole('region', { name: 'Filters' })
  await filters.getByRole('button', { name: 'Type' }).click()
  await page.getByRole('checkbox', { name: /graphql/ }).check()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/kind=api&type=graphql/)
  await expect(page.getByRole('table', { name: 'APIs' }).getByRole('cell', { name: 'openapi' })).toHaveCount(0)
  await page.reload()
  await expect(filters.getByRole('button', { name: 'Type: graphql' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'APIs' }).getByRole('cell', { name: 'graphql' }).first()).toBeVisible()
})

test('a problem is explained: what, where, and what to do', async ({ page }) => {
  await page.goto('/catalog/default/component/lorry-router')
  const problem = page.getByRole('region', { name: '1 problem' })
  await expect(problem).toContainText('leads to group:default/touring-tech, which does not exist.')
  await expect(problem).toContainText('Register group:default/touring-tech')
  await expect(problem).toContainText('touring/catalog-info.yaml:')
  await expect(page.getByRole('region', { name: 'Relations' })).toContainText('not in the catalog')
})

test('a document that never became an entity is explained at its address', async ({ page }) => {
  await page.goto('/catalog/default/component/coat-check')
  await expect(page.getByRole('heading', { level: 1, name: 'Entity not found' })).toBeVisible()
  await expect(page.getByRole('region', { name: '2 problems' })).toContainText('Add spec.lifecycle.')
})

test('a refresh is asked for, and said to be under way', async ({ page }) => {
  await page.goto('/catalog/default/system/ticketing')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText('system:default/ticketing is being read again from its source.')).toBeVisible()
})

test('the keyboard alone finds the way from the address to an entity', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  const search = page.getByRole('searchbox', { name: 'Filter by text' })
  for (let presses = 0; presses < 30 && !(await search.evaluate((box) => box.matches(':focus'))); presses += 1) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.type('fraud')
  await expect(page.getByRole('row')).toHaveCount(2)
  const link = page.getByRole('rowheader').getByRole('link')
  for (let presses = 0; presses < 30 && !(await link.evaluate((anchor) => anchor.matches(':focus'))); presses += 1) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Fraud check' })).toBeFocused()
})

test('dark is dark, and stays after a reload', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByRole('button', { name: /^Profile/ }).click()
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('Dark')
  await page.reload()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  await page.getByRole('button', { name: /^Profile/ }).click()
  await expect(page.getByRole('combobox', { name: 'Theme' })).toHaveValue('dark')
})

test('on a phone the navigation is at the bottom, and nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  for (const path of ['/catalog', '/catalog/default/component/lorry-router']) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    const box = await page.getByRole('navigation', { name: 'Portal' }).boundingBox()
    expect(box && Math.round(box.y + box.height)).toBe(844)
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390)
  }
})

test('a stranger’s plugin, built on its own, adds a page and a card', async ({ page }) => {
  await page.goto('/weather')
  await expect(page.getByText('It never rains on stage.')).toBeVisible()
  await page.goto('/catalog/default/system/ticketing')
  await expect(page.getByRole('region', { name: 'Weather' })).toContainText('Sun over system:default/ticketing')
  // Its styles came with its module.
  await expect(page.getByText('Sun over')).toHaveCSS('font-style', 'italic')
})

// The demo's page takes 13; here a stranger's plugin is installed, too.
test('the catalog page stays small: at most 250 kB of script and 15 requests', async ({ page }) => {
  const sizes: number[] = []
  let requests = 0
  page.on('requestfinished', async (request) => {
    requests += 1
    if (request.resourceType() !== 'script') return
    sizes.push((await request.sizes()).responseBodySize)
  })
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.waitForLoadState('networkidle')
  expect(requests).toBeLessThanOrEqual(15)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000)
})

test('nothing is refused by the content security policy, and nothing fails in the console', async ({ page }) => {
  const messages: string[] = []
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && messages.push(message.text()))
  page.on('pageerror', (error) => messages.push(error.message))
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.goto('/catalog/default/system/ticketing')
  await expect(page.getByRole('region', { name: 'Relations' })).toBeVisible()
  expect(messages).toEqual([])
})

for (const scheme of ['light', 'dark'] as const) {
  for (const [what, path] of [
    ['the list', '/catalog'],
    ['an entity with a problem', '/catalog/default/component/lorry-router'],
    ['a missing entity', '/catalog/default/component/coat-check'],
    ['an empty list', '/catalog?q=nothing-like-this'],
    ['an unknown page', '/nowhere'],
  ] as const) {
    test(`axe finds nothing wrong with ${what}, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
    })
  }

  test(`axe finds nothing wrong with an open filter, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/catalog?lifecycle=production')
    await page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: 'Owner' }).click()
    await expectAccessible(page)
  })
}
