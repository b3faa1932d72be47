import { expect } from '@playwright/test'
import { tabTo } from './by-keyboard.ts'
import { expectAccessible, test } from './portal.ts'

test('the keyboard alone finds an entity by the palette, and Escape gives the focus back', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('Control+k')
  const field = page.getByRole('combobox', { name: 'Find anything' })
  await expect(field).toBeFocused()
  await page.keyboard.type('fraud')
  const option = page.getByRole('group', { name: 'Entities' }).getByRole('option', { name: /Fraud check/ })
  await expect(option).toBeVisible()
  for (let presses = 0; presses < 12 && (await option.getAttribute('aria-selected')) !== 'true'; presses += 1) {
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Fraud check' })).toBeFocused()

  const search = page.getByRole('button', { name: /^Search/ })
  await search.focus()
  await page.keyboard.press('Enter')
  await expect(field).toBeFocused()
  await expect(page.getByRole('group', { name: 'Recent' }).getByRole('option', { name: /fraud-check/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(field).toBeHidden()
  await expect(search).toBeFocused()
})

test('signs narrow the palette to people, kinds and actions', async ({ page }) => {
  await page.goto('/catalog/default/system/ticketing')
  await expect(page.getByRole('heading', { level: 1, name: 'Ticketing' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('#api')
  await page.getByRole('option', { name: /^APIs/ }).click()
  await expect(page).toHaveURL(/\/catalog\?kind=api$/)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('@')
  const results = page.getByRole('listbox', { name: 'Results' })
  await expect(results.getByRole('option').first()).toContainText(/User|Group/)
  await page.getByRole('combobox', { name: 'Find anything' }).fill('>dark')
  await expect(results.getByRole('option')).toHaveText(['Theme: Dark'])
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
})

test('single keys lead to the filter, to pages and to the sheet, until they are switched off', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Filter by text' })).toBeFocused()
  await page.getByRole('heading', { level: 1 }).focus()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toContainText('Catalog')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeFocused()
  await page.getByRole('checkbox', { name: 'Search everything' }).uncheck()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('button', { name: /^Search/ }).click()
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible()
})

test('settings: German and the compact density hold after a reload', async ({ page }) => {
  await page.goto('/settings')
  await page.getByRole('combobox', { name: 'Density of tables' }).selectOption('Compact')
  await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch')
  await expect(page.getByRole('heading', { level: 1, name: 'Einstellungen' })).toBeVisible()
  await page.goto('/catalog')
  await expect(page.getByRole('heading', { level: 1, name: 'Katalog' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
  await expect(page.getByRole('searchbox', { name: 'Nach Text filtern' })).toBeVisible()
})

test('the keyboard alone goes through the settings, and what it chose holds after a reload', async ({ page }) => {
  await page.goto('/settings')
  await tabTo(page, page.getByRole('combobox', { name: 'Theme' }))
  await page.keyboard.type('Dark')
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: 'Density of tables' })).toBeFocused()
  await page.keyboard.type('Compact')
  await expect(page.locator('html')).toHaveAttribute('data-density', 'compact')
  const search = page.getByRole('checkbox', { name: 'Search everything' })
  await tabTo(page, search)
  await page.keyboard.press('Space')
  await expect(search).not.toBeChecked()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.keyboard.press('Space')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(search).toBeFocused()
  await page.reload()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  await expect(page.getByRole('combobox', { name: 'Density of tables' })).toHaveValue('compact')
})

test('the sidebar stays collapsed after a reload, its links keep their names', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByRole('button', { name: 'Collapse' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Expand the sidebar' })).toBeVisible()
  const link = page.getByRole('navigation', { name: 'Portal' }).getByRole('link', { name: 'Catalog', exact: true })
  expect((await link.boundingBox())?.width).toBeLessThan(48)
  await expectAccessible(page)
})

test('the config groups the links of the sidebar', async ({ page }) => {
  await page.goto('/settings')
  const group = page.getByRole('navigation', { name: 'Portal' }).getByRole('list', { name: 'Upkeep' })
  await expect(group.getByRole('link')).toHaveText([/^Problems/, 'Sources'])
})

test('one connection listens for changes of the catalog', async ({ page }) => {
  const connection = page.waitForEvent('websocket')
  await page.goto('/catalog')
  const socket = await connection
  expect(socket.url()).toMatch(/\/api\/signals$/)
  const { payload } = await socket.waitForEvent('framesent')
  expect(JSON.parse(String(payload))).toEqual({ action: 'subscribe', channel: 'catalog' })
})

test('on a phone search, profile and navigation have room', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  await page.goto('/settings')
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible()
  expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(320)
  await page.getByRole('button', { name: /^Profile/ }).click()
  await expect(page.getByRole('combobox', { name: 'Theme' }).first()).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Search/ }).click()
  await expect(page.getByRole('combobox', { name: 'Find anything' })).toBeInViewport({ ratio: 1 })
})

for (const [what, path, button] of [
  ['a filter', '/catalog', 'Lifecycle'],
  ['the formats of an export', '/catalog', 'Export'],
  ['what else can be done with an entity', '/catalog/default/component/ticket-sales', 'More'],
  ['what can be created', '/', 'Create'],
  ['the profile', '/', /^Profile/],
] as const) {
  test(`${what} opens inside the smallest phone, and closes by Escape, leaving and a press elsewhere`, async ({
    page,
  }) => {
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto(path)
    const part = path === '/' ? page.getByRole('banner') : page.getByRole('main')
    const opener = part.getByRole('button', { name: button, exact: true })
    const panel = page.locator('.cb-popup-panel')
    await opener.press('Enter')
    await expect(panel).toBeInViewport({ ratio: 1 })
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(320)
    await page.keyboard.press('Escape')
    await expect(panel).toBeHidden()
    await expect(opener).toBeFocused()
    await opener.click()
    await page.getByRole('heading', { level: 1 }).click({ position: { x: 2, y: 2 } })
    await expect(panel).toBeHidden()
    await opener.press('Enter')
    await expect(panel).toBeVisible()
    await opener.focus()
    await page.keyboard.press('Shift+Tab')
    await expect(panel).toBeHidden()
  })
}

for (const width of [390, 320]) {
  test(`on a phone of ${width} px the bar has four links, and the others behind More`, async ({ page }) => {
    await page.setViewportSize({ width, height: 640 })
    await page.goto('/')
    const bar = page.getByRole('navigation', { name: 'Portal' })
    await expect(bar.getByRole('link')).toHaveText(['Home', 'Catalog', 'Docs', 'Create'])
    const more = bar.getByRole('button', { name: 'More' })
    for (const entry of [...(await bar.getByRole('link').all()), more]) {
      await expect(entry).toBeInViewport({ ratio: 1 })
      const { width, height } = (await entry.boundingBox()) ?? { width: 0, height: 0 }
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44)
    }
    await more.press('Enter')
    await expect(bar.getByRole('list', { name: 'Upkeep' })).toBeInViewport({ ratio: 1 })
    await expectAccessible(page)
    await bar.getByRole('link', { name: 'Sources' }).press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Sources' })).toBeFocused()
    await expect(bar.getByRole('link')).toHaveCount(4)
    await more.click()
    await expect(bar.getByRole('link', { name: 'Sources' })).toHaveAttribute('aria-current', 'page')
  })
}

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with settings, palette, sheet and menus, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/settings')
    await expect(page.getByRole('region', { name: 'Who you are' }).getByRole('link').first()).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: /^Profile/ }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('ticket')
    await expect(page.getByRole('group', { name: 'Entities' }).getByRole('option').first()).toBeVisible()
    await expectAccessible(page)
  })
}

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 390]) {
    test(`the shell, ${scheme}, ${width} @screenshots`, async ({ page }) => {
      const shoot = (name: string) => page.screenshot({ path: `test-results/gallery/${name}-${scheme}-${width}.png` })
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 })
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto('/settings')
      await expect(page.getByRole('region', { name: 'Who you are' }).getByRole('link').first()).toBeVisible()
      await shoot('settings')
      await page.getByRole('button', { name: /^Profile/ }).click()
      await shoot('profile')
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await expect(page.getByRole('dialog')).toBeVisible()
      await shoot('shortcuts')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await page.keyboard.type('ticket')
      await expect(page.getByRole('group', { name: 'Entities' }).getByRole('option').first()).toBeVisible()
      await shoot('palette')
    })
  }
}
