import { expect } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

test('see a problem, narrow to it, and follow it to its entity, by keyboard', async ({ page }) => {
  await page.goto('/catalog/problems')
  await expect(page.getByRole('heading', { level: 1, name: 'Problems' })).toBeVisible()
  const filters = page.getByRole('region', { name: 'Filters' })
  await filters.getByRole('combobox', { name: 'Severity' }).focus()
  await page.keyboard.type('Warning')
  await expect(page).toHaveURL(/level=warning/)
  await filters.getByRole('combobox', { name: 'Code' }).selectOption('catalog/dangling-relation')
  await filters.getByRole('combobox', { name: 'Group by' }).selectOption('Entity')
  await expect(page).toHaveURL(/by=entity&level=warning&code=catalog%2Fdangling-relation/)
  const problem = page.getByRole('listitem').filter({ hasText: 'group:default/touring-tech, which does not exist' })
  await expect(problem).toContainText('touring/catalog-info.yaml:')
  await problem.first().getByRole('link', { name: 'Lorry router' }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/catalog\/default\/component\/lorry-router$/)
})

test('a reload keeps what was chosen, and only mine is only mine', async ({ page }) => {
  await page.goto('/catalog/problems')
  const mine = page.getByRole('checkbox', { name: 'Only what I own' })
  await mine.check()
  await expect(page).toHaveURL(/mine=yes/)
  await page.reload()
  await expect(mine).toBeChecked()
  await expect(page.getByText('group:default/touring-tech, which does not exist').first()).toBeVisible()
  await expect(page.getByText('lifecycle is missing')).toHaveCount(0)
})

test('filters that nothing answers lead back to all problems', async ({ page }) => {
  await page.goto('/catalog/problems?code=catalog/nothing-like-this')
  await expect(page.getByText('No problem answers these filters.')).toBeVisible()
  await page.getByRole('link', { name: 'Show all problems' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Componet' })).toBeVisible()
})

test('the sidebar counts the errors', async ({ page }) => {
  await page.goto('/catalog')
  const link = page.getByRole('navigation', { name: 'Portal' }).getByRole('link', { name: 'Problems' })
  await expect(link).toContainText(/\d+ errors/)
})

test('sources say how reading them goes, and can be read again', async ({ page }) => {
  await page.goto('/catalog/sources')
  const row = page.getByRole('table', { name: 'Sources' }).getByRole('row').filter({ hasText: 'systems/*/' })
  await expect(row.getByText('Read', { exact: true })).toBeVisible()
  await expect(row).toContainText(/ago|now/)
  await row.getByRole('button', { name: 'Read again' }).click()
  await expect(page.getByText(/systems\/\*\/catalog-info\.yaml is being read again\./)).toBeVisible()
  await row.getByRole('link', { name: /problem/ }).click()
  await expect(page.getByRole('button', { name: /^Only file:.*systems/ })).toBeVisible()
})

for (const scheme of ['light', 'dark'] as const) {
  for (const path of [
    '/catalog/problems',
    '/catalog/problems?by=entity',
    '/catalog/problems?code=a/b',
    '/catalog/sources',
  ]) {
    test(`axe finds nothing wrong with ${path}, ${scheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
    })
  }
}

test('at 320 px nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  for (const path of ['/catalog/problems', '/catalog/sources', '/catalog/import', '/']) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(await page.locator('html').evaluate((html) => html.scrollWidth), path).toBe(320)
  }
})
