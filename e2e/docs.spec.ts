import { expect, type Page } from '@playwright/test'
import { expectAccessible, expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

const ticketing = '/docs/default/system/ticketing'

/** A source is copied when somebody first wants it: until then there is nothing to read. */
async function open(page: Page, path: string, heading: string) {
  await page.goto(path)
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 15_000 })
}

test('somebody finds docs in the list, and reads on by links, contents and keys', async ({ page }) => {
  await page.goto('/docs')
  await page.getByRole('searchbox', { name: 'Filter docs' }).fill('ticketing')
  await expect(page).toHaveURL(/q=ticketing/)
  await page.getByRole('row').getByRole('link', { name: 'Ticketing', exact: true }).click()
  await expect(page).toHaveURL(`${ticketing}`)
  const pages = page.getByRole('navigation', { name: 'Pages of Ticketing' })
  await pages.getByRole('button', { name: 'The box office day' }).click()
  await pages.getByRole('link', { name: 'A sold-out night' }).click()
  const title = page.getByRole('heading', { level: 1, name: 'A sold-out night' })
  await expect(title).toBeFocused()
  await expect(page).toHaveTitle('Ticketing | A sold-out night | Northlight Callboard')
  await page.getByRole('link', { name: 'What the system does', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'What the system does' })).toBeFocused()
  await expect(page).toHaveURL(/#what-the-system-does$/)
  await page.keyboard.press(']')
  await expect(page.getByRole('heading', { level: 1, name: 'Opening the counter' })).toBeFocused()
  await expect.poll(() => page.evaluate<number>('window.scrollY')).toBe(0)
  await page.keyboard.press('[')
  await expect(title).toBeVisible()
})

test('going back leads to where one was on the page', async ({ page }) => {
  await open(page, `${ticketing}/sold-out-night/`, 'A sold-out night')
  const link = page.getByRole('navigation', { name: 'Previous and next page' }).getByRole('link', { name: /^Next/ })
  await link.scrollIntoViewIfNeeded()
  const position = await page.evaluate<number>('window.scrollY')
  expect(position).toBeGreaterThan(100)
  await link.click()
  await expect(page.getByRole('heading', { level: 1, name: 'Opening the counter' })).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('heading', { level: 1, name: 'A sold-out night' })).toBeVisible()
  await expect.poll(() => page.evaluate<number>('window.scrollY')).toBe(position)
})

test('a page is accessible in both themes, and on a phone its lists are drawers', async ({ page }) => {
  await open(page, `${ticketing}/how/`, 'How it works')
  await expect(page.locator('.td-diagram svg')).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Pages', exact: true }).click()
  const drawer = page.getByRole('dialog', { name: 'Pages' })
  await expectAccessible(page)
  await drawer.getByRole('link', { name: 'Holds' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Holds' })).toBeVisible()
  await expect(drawer).toBeHidden()
})

test('the list of docs is accessible in both themes and on a phone', async ({ page }) => {
  await page.goto('/docs?view=cards')
  await expect(page.getByRole('heading', { level: 2, name: 'Ticketing', exact: true })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('row')).not.toHaveCount(0)
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessible(page)
})

test('a diagram follows the theme, and opens large by keyboard', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await open(page, `${ticketing}/how/`, 'How it works')
  const actor = page.locator('.td-diagram svg rect.actor').first()
  await expect(actor).toBeVisible()
  const coloursOf = () => page.locator('.td-diagram svg style').first().textContent()
  const light = await coloursOf()
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(coloursOf).not.toBe(light)
  await page.getByRole('button', { name: 'Enlarge' }).first().focus()
  await page.keyboard.press('Enter')
  const enlarged = page.getByRole('dialog', { name: 'Image' })
  await expect(enlarged.locator('svg rect.actor').first()).toBeVisible()
  await page.keyboard.press('+')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(enlarged).toBeHidden()
})

test('a component shows the docs of its system, in its tab and at their own address', async ({ page }) => {
  await open(page, '/docs/default/component/ticket-sales', 'The sales API')
  await expect(page).toHaveURL(/\/docs\/default\/system\/ticketing\/develop\/sales-api/)
  await page.goto('/catalog/default/component/ticket-sales')
  await page.getByRole('navigation', { name: 'About this entity' }).getByRole('link', { name: 'Docs' }).click()
  await expect(page.getByRole('heading', { name: 'The sales API' })).toBeVisible()
  await expect(page).toHaveURL(/\/catalog\/default\/component\/ticket-sales\/docs\/develop\/sales-api/)
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Next/ }).click()
  await expect(page).toHaveURL(/\/catalog\/default\/component\/ticket-sales\/docs\/develop\/errors\//)
  await page.getByRole('link', { name: 'View docs' }).click()
  await expect(page).toHaveURL(/\/docs\/default\/system\/ticketing\/develop\/sales-api/)
})

test('an entity without docs says how it gets some', async ({ page }) => {
  await page.goto('/catalog/default/component/lost-property/docs')
  await expect(page.getByText('backstage.io/techdocs-ref: dir:.')).toBeVisible()
  await expectAccessible(page)
})

test('the size of the text is kept', async ({ page }) => {
  await open(page, `${ticketing}/sold-out-night/`, 'A sold-out night')
  const article = page.getByRole('article')
  await expect(article).toHaveCSS('font-size', /^16/)
  await page.getByRole('button', { name: 'How pages are shown' }).click()
  await page.getByRole('radio', { name: '130 %' }).check()
  await expect(article).toHaveCSS('font-size', /^20\.8/)
  await page.reload()
  await expect(article).toHaveCSS('font-size', /^20\.8/)
})

test('an address that leads nowhere keeps the site around it', async ({ page }) => {
  await page.goto(`${ticketing}/nowhere/`)
  await expect(page.getByText('Ticketing has no page at this address.')).toBeVisible({ timeout: 15_000 })
  await expectAccessibleInBothThemes(page)
  await page.getByRole('link', { name: 'Go to the first page' }).click()
  await expect(page).toHaveURL(`${ticketing}/`)
})

test('the search of a site finds a part of a page', async ({ page }) => {
  // Docs are indexed once they are copied, and all of the demo's are copied at the start.
  test.slow()
  await open(page, `${ticketing}/`, 'Ticketing')
  const field = page.getByRole('combobox', { name: 'Search Ticketing' })
  await expect(async () => {
    await field.fill('')
    await field.fill('returned seat')
    await expect(page.getByRole('option').first()).toBeVisible({ timeout: 2_000 })
  }).toPass({ timeout: 70_000 })
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/docs\/default\/system\/ticketing\/.+/)
})

test('on paper there is the page alone', async ({ page }) => {
  await open(page, `${ticketing}/sold-out-night/`, 'A sold-out night')
  await page.emulateMedia({ media: 'print' })
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Pages of Ticketing' })).toBeHidden()
  await expect(page.getByRole('link', { name: 'Catalog' })).toBeHidden()
})
