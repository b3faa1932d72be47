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
  const hasProblems = page.getByRole('checkbox', { name: 'Has problems' })
  await expect(hasProblems.locator('..')).toContainText(/[1-9]/)
  await hasProblems.check()
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
  await page.getByRole('checkbox', { name: 'Select all' }).check()
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

test('the whole list is exported, not only what is drawn', async ({ page }) => {
  await page.goto('/catalog?kind=all')
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

test('a long list scrolls to its end, tells where it is, and comes back to it', async ({ page }) => {
  await page.goto('/catalog?kind=all')
  const steps = page.getByRole('navigation', { name: 'Rows' })
  const count = Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1
  await expect(steps).toContainText('Rows 1 to')
  await expect(page.locator('tr[aria-rowindex="2"]')).toBeVisible()
  expect(await page.locator('tbody tr[data-row]').count()).toBeLessThan(count)
  // By keyboard alone: the buttons, which stay in sight.
  await steps.getByRole('button', { name: 'Last' }).focus()
  await page.keyboard.press('Enter')
  await expect(steps).toContainText(`to ${count}`)
  await expect(steps.getByRole('button', { name: 'Last' })).toBeFocused()
  await expect(
    page
      .locator(`tr[aria-rowindex="${count + 1}"]`)
      .getByRole('rowheader')
      .getByRole('link'),
  ).toBeInViewport()
  await expect(page).toHaveURL(/row=\d+/)
  const told = await steps.getByText(/^Rows/).textContent()
  await page.reload()
  await expect(steps).toContainText(told ?? '')
  await page
    .locator(`tr[aria-rowindex="${count + 1}"]`)
    .getByRole('rowheader')
    .getByRole('link')
    .click()
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await page.goBack()
  await expect(steps).toContainText(told ?? '')
  await steps.getByRole('button', { name: 'Previous' }).click()
  await expect(steps).not.toContainText(`to ${count}`)
  await steps.getByRole('button', { name: 'First' }).click()
  await expect(steps).toContainText('Rows 1 to')
  await expect(page).not.toHaveURL(/row=/)
})

test('another list begins at its top, and j goes on to rows that are not drawn yet', async ({ page }) => {
  await page.goto('/catalog?kind=all&row=60')
  const steps = page.getByRole('navigation', { name: 'Rows' })
  await expect(steps).toContainText('Rows 60 to')
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=/)
  await expect(steps).toContainText('Rows 1 to')
  const link = (row: number) =>
    page
      .locator(`tr[aria-rowindex="${row + 1}"]`)
      .getByRole('rowheader')
      .getByRole('link')
  await link(1).focus()
  for (let row = 2; row <= 75; row += 1) {
    await page.keyboard.press('j')
    await expect(link(row)).toBeFocused()
  }
  await expect(link(75)).toBeInViewport()
})

test('a card tells about the entity whose link somebody stays on, and stays while the pointer is on it', async ({
  page,
}) => {
  await page.goto('/catalog?q=ticket%20sales')
  const link = page.getByRole('rowheader', { name: 'Ticket sales' }).getByRole('link')
  const card = page.locator('.cat-peek')
  await link.hover()
  await expect(card).toContainText('Component · ')
  await expect(card).toContainText('Owned by ticketing')
  await card.hover()
  await expect(card).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await page.getByRole('heading', { level: 1 }).hover()
  // The keyboard's focus is intent, too; Escape takes the card and leaves the preview.
  await page.keyboard.press('Tab')
  await link.focus()
  await page.keyboard.press('Space')
  const preview = page.getByRole('complementary', { name: 'Preview' })
  await expect(preview.getByRole('heading')).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
  await expect(link).toBeFocused()
  await expect(card).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await expect(preview).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  test(`everything that opens is accessible, in the ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.goto('/catalog?type=service&q=t')
    await page.getByRole('checkbox', { name: 'Select all' }).check()
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
