import { expect, type Page } from '@playwright/test'
import { expectOnPage, tabTo } from './by-keyboard.ts'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search' })
const hits = (page: Page) => page.getByRole('list', { name: 'Results' }).getByRole('heading', { level: 2 })

/** The catalog is read, and what follows it may be a moment behind. */
async function untilFound(page: Page, query: string, title: string) {
  await expect(async () => {
    await page.goto(`/search?${query}`)
    await expect(hits(page).filter({ hasText: title }).first()).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

test('from anywhere, with a typo, by keyboard: the palette, all results, one of them', async ({ page }) => {
  await untilFound(page, 'query=lorry+router', 'Lorry router')
  await page.goto('/catalog')
  await expect(page.getByRole('heading', { level: 1, name: 'Catalog' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('lory router')
  const found = palette(page).getByRole('group', { name: 'Entities' }).getByRole('option')
  await expect(found.filter({ hasText: 'Lorry router' })).toHaveCount(1)
  await expect(found.first().locator('mark').first()).toBeVisible()
  await expectAccessibleInBothThemes(page)

  await palette(page).getByRole('option', { name: 'See all results for “lory router”' }).click()
  await expectOnPage(page, 'Search')
  await expect(page).toHaveURL(/\/search\?query=lory(\+|%20)router$/)
  const field = page.getByRole('searchbox', { name: 'Search for' })
  await tabTo(page, field)
  await expect(hits(page).first()).toContainText('Lorry router')
  await field.press('ArrowDown')
  await expect(page.getByRole('link', { name: 'Lorry router', exact: true }).first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Lorry router')

  await page.goBack()
  await expect(field).toHaveValue('lory router')
  await expect(hits(page).first()).toContainText('Lorry router')
})

test('type, facets and pages are in the address, and the way back leads through them', async ({ page }) => {
  await untilFound(page, 'query=ticket', 'Ticket sales')
  const types = page.getByRole('navigation', { name: 'Types' })
  await types.getByRole('link', { name: /^Entities/ }).click()
  const filters = page.getByRole('complementary', { name: 'Filters' })
  await filters.getByRole('checkbox', { name: /^Component/ }).press('Space')
  await expect(page).toHaveURL(/types%5B%5D=software-catalog&filters%5Bkind%5D=Component/)
  await expect(hits(page).filter({ hasText: 'ticket-archive' })).toHaveCount(0)
  await expect(hits(page).filter({ hasText: 'Ticket sales' })).toHaveCount(1)
  // The others of the field can still be chosen, with what they would add.
  await expect(filters.getByRole('checkbox', { name: /^Resource \d/ })).toBeVisible()
  await page.reload()
  await expect(filters.getByRole('checkbox', { name: /^Component/ })).toBeChecked()
  await page.goBack()
  await expect(filters.getByRole('checkbox', { name: /^Component/ })).not.toBeChecked()

  await page.goto('/search?types[]=software-catalog&pageLimit=10')
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await expect(pages).toContainText('1 to 10 of')
  const first = await hits(page).allTextContents()
  await pages.getByRole('link', { name: 'Next' }).click()
  await expect(pages).toContainText('11 to 20 of')
  expect(await hits(page).allTextContents()).not.toEqual(first)
  await pages.getByRole('link', { name: 'Previous' }).click()
  await expect(pages).toContainText('1 to 10 of')
})

test('a template leads to its form, a part of an API to its place', async ({ page }) => {
  await untilFound(page, 'types[]=software-catalog&filters[kind]=Template', 'Template')
  await page.getByRole('link', { name: 'Use this template' }).first().click()
  await expect(page).toHaveURL(/\/create\/templates\/default\//)
  await untilFound(page, 'query=orders&types[]=apis', 'rders')
  await page.getByRole('list', { name: 'Results' }).getByRole('link').first().click()
  await expect(page).toHaveURL(/\/definition\?at=/)
})

test('the search is for everybody, in the light, in the dark and on a phone', async ({ page }) => {
  await untilFound(page, 'query=ticket&types[]=software-catalog&filters[kind]=Component', 'Ticket sales')
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
  await page.getByRole('button', { name: /^Filters/ }).click()
  const drawer = page.getByRole('dialog', { name: 'Filters' })
  await expectAccessibleInBothThemes(page)
  await drawer.getByRole('checkbox', { name: /^Resource/ }).click()
  await drawer.getByRole('button', { name: 'Show results' }).click()
  await expect(hits(page).filter({ hasText: 'ticket-archive' })).toHaveCount(1)
})

test('what nothing answers is explained, on a phone, too', async ({ page }) => {
  await page.goto('/search?query=xyzzy')
  await expect(page.getByText('Nothing answers “xyzzy”.')).toBeVisible()
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
})

test('an address that leads nowhere offers what was probably meant', async ({ page }) => {
  await untilFound(page, 'query=lorry+router', 'Lorry router')
  await page.goto('/systems/lory-router')
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Perhaps you meant' })).toBeVisible()
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
  await page.getByRole('link', { name: 'Lorry router' }).click()
  await expectOnPage(page, 'Lorry router')
})

test('administrators see the index, and have it made again', async ({ page }) => {
  await untilFound(page, 'query=lorry+router', 'Lorry router')
  await page.goto('/administration/search')
  const row = page.getByRole('row', { name: /Entities/ })
  await expect(row).toContainText('Up to date')
  await row.getByRole('button', { name: 'Index again' }).click()
  await expect(page.getByText('Entities are being indexed. What was found stays.')).toBeVisible()
  await expect(row).toContainText('Up to date')
  await expect(page.getByText('This portal keeps no searches.', { exact: false })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
})
