import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

const rowNames = (page: Page) => page.getByRole('table').getByRole('rowheader').getByRole('link').allTextContents()

test('a star keeps an entity among the starred, after a reload, too', async ({ page }) => {
  await page.goto('/catalog?q=ticket+sales')
  const star = page.getByRole('button', { name: 'Star Ticket sales' })
  await star.click()
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.getByRole('group', { name: 'Whose' }).getByRole('button', { name: 'Starred' }).click()
  await expect(page).toHaveURL(/scope=starred/)
  await expect.poll(() => rowNames(page)).toEqual(['Ticket sales'])
  await page.reload()
  await expect.poll(() => rowNames(page)).toEqual(['Ticket sales'])
  await page.getByRole('button', { name: 'Star Ticket sales' }).click()
  await expect(page.getByText('The star at the end of a row keeps an entity here.')).toBeVisible()
})

test('the owned are those of the person’s groups', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByRole('group', { name: 'Whose' }).getByRole('button', { name: 'Owned' }).click()
  await expect(page).toHaveURL(/scope=owned/)
  // The demo's guests are of the box office, and of a team that does not exist.
  await expect(page.getByRole('cell', { name: 'ticketing', exact: true }).first()).toBeVisible()
  await expect(page.getByRole('cell', { name: 'platform', exact: true })).toHaveCount(0)
})

test('entities with problems are found by their status', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByRole('button', { name: 'Status' }).click()
  await page.getByRole('checkbox', { name: 'Has problems' }).check()
  await expect(page).toHaveURL(/status=problems/)
  await expect(page.getByRole('rowheader', { name: 'Lorry router' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove the filter Status: Has problems' }).click()
  await expect(page).not.toHaveURL(/status=/)
})

test('what is chosen stands above the table with its count, and can be taken away', async ({ page }) => {
  await page.goto('/catalog?type=service&type=library')
  const chips = page.getByRole('list', { name: 'Chosen filters' })
  await expect(chips.getByRole('button', { name: 'Remove the filter Type: service' })).toContainText(/\d/)
  await chips.getByRole('button', { name: 'Remove the filter Type: service' }).click()
  await expect(page).toHaveURL(/\?type=library$/)
  await expect(page.getByRole('cell', { name: 'service', exact: true })).toHaveCount(0)
})

test('a view is saved, comes back as a tab, and is removed', async ({ page }) => {
  await page.goto('/catalog?kind=api&type=graphql')
  await page.getByRole('button', { name: 'Save view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Save view' })
  await dialog.getByRole('textbox', { name: 'Name of the view' }).fill('Graphs')
  await page.keyboard.press('Enter')
  await expect(page.getByText('The view “Graphs” is saved.')).toBeVisible()
  await page.goto('/catalog')
  const views = page.getByRole('navigation', { name: 'Saved views' })
  await views.getByRole('link', { name: 'Graphs' }).click()
  await expect(page).toHaveURL(/kind=api&type=graphql/)
  await expect(views.getByRole('link', { name: 'Graphs' })).toHaveAttribute('aria-current', 'true')
  await views.getByRole('button', { name: 'Remove the view “Graphs”' }).click()
  await expect(views).toHaveCount(0)
})

test('columns are chosen, and the address keeps them', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('group', { name: 'Columns to show' }).getByRole('checkbox', { name: 'Namespace' }).check()
  await page.getByRole('group', { name: 'Columns to show' }).getByRole('checkbox', { name: 'Owner' }).uncheck()
  await page.reload()
  await expect(page.getByRole('columnheader', { name: 'Namespace' })).toBeVisible()
  await expect(page.getByRole('columnheader', { name: 'Owner' })).toHaveCount(0)
})

test('the keyboard alone goes through rows, ticks, previews and opens', async ({ page }) => {
  await page.goto('/catalog')
  const links = page.getByRole('rowheader').getByRole('link')
  await links.first().focus()
  await page.keyboard.press('j')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByRole('region', { name: 'Selected entities' })).toContainText('2 selected')
  await page.keyboard.press('Space')
  const preview = page.getByRole('complementary', { name: 'Preview' })
  const title = (await links.nth(1).textContent()) ?? ''
  await expect(preview.getByRole('heading', { level: 2 })).toContainText(title)
  await page.keyboard.press('Escape')
  await expect(preview).toHaveCount(0)
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeFocused()
})

test('what is ticked is starred and exported together', async ({ page }) => {
  await page.goto('/catalog?q=ticket')
  await page.getByRole('checkbox', { name: 'Select this page' }).check()
  const bar = page.getByRole('region', { name: 'Selected entities' })
  await bar.getByRole('button', { name: 'Star all' }).click()
  await expect(page.getByRole('button', { name: 'Star Ticket sales' })).toHaveAttribute('aria-pressed', 'true')
  await bar.getByRole('button', { name: 'Remove stars' }).click()
  await expect(page.getByRole('button', { name: 'Star Ticket sales' })).toHaveAttribute('aria-pressed', 'false')
  const rows = await page.getByRole('rowheader').count()
  await bar.getByRole('button', { name: 'Export selected' }).click()
  const downloading = page.waitForEvent('download')
  await bar.getByRole('button', { name: 'CSV' }).click()
  const lines = (await readFile(await (await downloading).path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toMatch(/^ref,kind,namespace,name,title/)
  expect(lines).toHaveLength(rows + 1)
})

test('the whole list is exported, not only the page that is shown', async ({ page }) => {
  await page.goto('/catalog?kind=all&size=25')
  const told = await page.getByText(/^\d+ entities$/).textContent()
  await page.getByRole('button', { name: 'Export' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'JSON' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('catalog.json')
  const entities = JSON.parse(await readFile(await download.path(), 'utf8'))
  expect(`${entities.length} entities`).toBe(told)
  expect(entities[0]).toHaveProperty('apiVersion')
  await expect(page.getByText(`${entities.length} entities were exported.`)).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test(`everything that opens is accessible, in the ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.goto('/catalog?type=service&q=t')
    await page.getByRole('checkbox', { name: 'Select this page' }).check()
    await page
      .getByRole('button', { name: /^Preview / })
      .first()
      .click()
    await expect(page.getByRole('complementary', { name: 'Preview' }).getByRole('heading')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Columns' }).click()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save view' }).click()
    await expectAccessible(page)
  })
}

test('nothing is wider than a narrow screen', async ({ page }) => {
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await page.goto('/catalog?type=service&q=t')
    await page.getByRole('rowheader').first().waitFor()
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(width)
  }
})
