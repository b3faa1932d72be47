import { expect, type Page } from '@playwright/test'
import { tabTo } from './by-keyboard.ts'
import { expectAccessible, forgetSetting, test } from './portal.ts'

test.afterEach(({ portal }) => forgetSetting(portal, 'home', 'layout'))

const titlesIn = (page: Page, column: 'main' | 'aside') => page.locator(`[data-area=${column}] h2`)

test('what needs me comes first, and leads to the problem', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1, name: 'Home' })).toBeVisible()
  const needs = page.getByRole('region', { name: 'What needs you' })
  await expect(needs).toContainText('leads to group:default/touring-tech, which does not exist.')
  await needs.getByRole('link', { name: 'Lorry router' }).first().press('Enter')
  await expect(page).toHaveURL(/lorry-router$/)
})

test('what was visited is at hand, the latest first', async ({ page }) => {
  for (const path of ['system/ticketing', 'component/lorry-router']) {
    await page.goto(`/catalog/default/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  await page.getByRole('navigation', { name: 'Portal' }).getByRole('link', { name: 'Home' }).click()
  const recent = page.getByRole('region', { name: 'Recently visited' })
  await expect(recent.getByRole('link')).toHaveText(['Lorry router', 'Ticketing'])
  await recent.getByRole('link', { name: 'Ticketing' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Ticketing' })).toBeFocused()
})

test('counts by kind lead to the list, quick links come from the config', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('region', { name: 'Quick links' }).getByRole('link', { name: 'Wiki' })).toBeVisible()
  await page.getByRole('region', { name: 'In the catalog' }).getByRole('link', { name: 'Systems' }).click()
  await expect(page).toHaveURL(/kind=system/)
})

test('the keyboard alone arranges the page; it is said, and stays after a reload', async ({ page }) => {
  await page.goto('/')
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Recently visited'])
  await tabTo(page, page.getByRole('button', { name: 'Arrange' }))
  await page.keyboard.press('Enter')
  const said = page.getByRole('main').getByRole('status')

  const handle = page.getByRole('button', { name: 'Move Starred', exact: true })
  await expect(handle).toHaveAccessibleDescription(/arrow keys/)
  await tabTo(page, handle)
  await page.keyboard.press('ArrowUp')
  await expect(said).toHaveText('Starred is 1 of 3 in the narrow column.')
  await expect(handle).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(said).toHaveText('Starred is 1 of 2 in the wide column.')
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Starred', 'Recently visited'])
  await expect(handle).toBeFocused()

  const down = page.getByRole('button', { name: 'Move Starred down' })
  await tabTo(page, down)
  await page.keyboard.press('Enter')
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Recently visited', 'Starred'])
  await expect(down).toBeFocused()
  await expect(down).toHaveAttribute('aria-disabled', 'true')

  await tabTo(page, page.getByRole('button', { name: 'Hide Quick links' }))
  await page.keyboard.press('Space')
  await expect(said).toHaveText('Quick links is hidden. "Add a widget" brings it back.')
  await expect(page.getByRole('button', { name: 'Move In the catalog', exact: true })).toBeFocused()
  await page.reload()
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Recently visited', 'Starred'])
  await expect(titlesIn(page, 'aside')).toHaveText(['In the catalog'])

  await tabTo(page, page.getByRole('button', { name: 'Arrange' }))
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await expect(page.getByRole('button', { name: 'Reset' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  const add = page.getByRole('button', { name: 'Add a widget' })
  await expect(add).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Quick links', exact: true }))
  await page.keyboard.press('Enter')
  await expect(add).toBeFocused()
  await expect(titlesIn(page, 'aside')).toHaveText(['In the catalog', 'Quick links'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Recently visited'])
  await expect(titlesIn(page, 'aside')).toHaveText(['Quick links', 'Starred', 'In the catalog'])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: /^Move / })).toHaveCount(0)
})

test('a pointer drags a widget to the other column; Escape lets it where it was', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Arrange' }).click()
  async function drag() {
    await page.getByRole('button', { name: 'Move In the catalog', exact: true }).hover()
    await page.mouse.down()
    const target = (await page.getByRole('region', { name: 'Recently visited' }).boundingBox()) ?? { x: 0, y: 0 }
    await page.mouse.move(target.x + 200, target.y + 4, { steps: 5 })
  }
  await drag()
  await page.keyboard.press('Escape')
  await page.mouse.up()
  await expect(titlesIn(page, 'aside')).toHaveText(['Quick links', 'Starred', 'In the catalog'])
  await drag()
  await page.mouse.up()
  await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'In the catalog', 'Recently visited'])
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('region', { name: 'In the catalog' }).getByRole('link', { name: 'Systems' }).click()
  await expect(page).toHaveURL(/kind=system/)
})

test('what needs me can be neither moved nor hidden', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Arrange' }).click()
  const needs = page.getByRole('region', { name: 'What needs you' })
  await expect(needs).toContainText('Always first')
  await expect(needs.getByRole('button')).toHaveCount(0)
})

test('another browser follows at once: the arrangement, and a star', async ({ page, browser, portal }) => {
  const context = await browser.newContext({ baseURL: portal })
  const other = await context.newPage()
  await other.goto('/')
  await expect(titlesIn(other, 'aside')).toHaveText(['Quick links', 'Starred', 'In the catalog'])
  await page.goto('/')
  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.getByRole('button', { name: 'Move Starred to the wide column' }).click()
  await expect(titlesIn(other, 'main')).toHaveText(['What needs you', 'Recently visited', 'Starred'])

  await page.goto('/catalog/default/component/fraud-check')
  const star = page.getByRole('button', { name: 'Star Fraud check' })
  await star.click()
  await expect(other.getByRole('region', { name: 'Starred' }).getByRole('link', { name: 'Fraud check' })).toBeVisible()
  await star.click()
  await expect(other.getByRole('region', { name: 'Starred' }).getByRole('link')).toHaveCount(0)
  await context.close()
})

for (const width of [390, 320]) {
  test(`the page can be arranged on a phone of ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 640 })
    await page.goto('/')
    await page.getByRole('button', { name: 'Arrange' }).click()
    await page.getByRole('button', { name: 'Move Quick links to the wide column' }).click()
    await expect(titlesIn(page, 'main')).toHaveText(['What needs you', 'Quick links', 'Recently visited'])
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(width)
    await expectAccessible(page)
  })
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with the home page, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'What needs you' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Arrange' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Add a widget' }).click()
    await expectAccessible(page)
  })
}
