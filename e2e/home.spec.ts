import { expect } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

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

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing wrong with the home page, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/')
    await expect(page.getByRole('region', { name: 'What needs you' })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectAccessible(page)
  })
}
