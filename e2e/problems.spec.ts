import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { expectOnPage, tabTo } from './by-keyboard.ts'
import { expectAccessibleInBothThemes, test } from './portal.ts'

test('see a problem, narrow to it, and follow it to its entity, by keyboard', async ({ page }) => {
  await page.goto('/catalog/problems')
  const filters = page.getByRole('region', { name: 'Filters' })
  await tabTo(page, filters.getByRole('combobox', { name: 'Severity' }))
  await page.keyboard.type('Warning')
  await expect(page).toHaveURL(/level=warning/)
  await tabTo(page, filters.getByRole('combobox', { name: 'Code' }))
  await page.keyboard.type('catalog/dangling')
  await tabTo(page, filters.getByRole('combobox', { name: 'Group by' }), 'Shift+Tab')
  await page.keyboard.type('Entity')
  await expect(page).toHaveURL(/by=entity&level=warning&code=catalog%2Fdangling-relation/)
  const problem = page.getByRole('listitem').filter({ hasText: 'group:default/touring-tech, which does not exist' })
  await expect(problem).toContainText('touring/catalog-info.yaml:')
  await tabTo(page, problem.first().getByRole('link', { name: 'Lorry router' }))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Lorry router')
})

const described = (lines: string[]) => ['apiVersion: backstage.io/v1alpha1', 'kind: Component', ...lines, ''].join('\n')
const withoutLifecycle = ['metadata:', '  name: curtain-call', 'spec:', '  type: service', '  owner: ticketing']

test('fix a problem as its advice says, have the file read again, and the problem is gone', async ({
  page,
  baseURL,
}) => {
  let text = described(withoutLifecycle)
  const server = createServer((_request, response) => void response.end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port, not on a pipe.
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/catalog-info.yaml`
  const guest = await (await page.request.get(`${baseURL}/api/auth/guest/refresh`)).json()
  const headers = { authorization: `Bearer ${guest.backstageIdentity.token}` }
  const registered = await page.request.post(`${baseURL}/api/catalog/locations`, {
    headers,
    data: { type: 'url', target },
  })
  const { location } = await registered.json()
  try {
    await page.goto('/catalog/problems?q=curtain-call')
    const problem = page.getByRole('listitem').filter({ hasText: 'curtain-call' })
    await expect(problem).toContainText('Add spec.lifecycle.')
    await expect(problem).toContainText(`${target}:5`)
    text = described([...withoutLifecycle, '  lifecycle: production'])
    await page.goto('/catalog/sources')
    const source = page.getByRole('table', { name: 'Sources' }).getByRole('row').filter({ hasText: target })
    await tabTo(page, source.getByRole('button', { name: 'Read again' }))
    await page.keyboard.press('Enter')
    // The page follows by itself.
    await expect(source.getByRole('link', { name: /problem/ })).toHaveCount(0)
    await page.goto('/catalog/default/component/curtain-call')
    await expect(page.getByRole('heading', { level: 1, name: 'curtain-call' })).toBeVisible()
    await expect(page.getByRole('region', { name: /problem/ })).toHaveCount(0)
  } finally {
    await page.request.delete(`${baseURL}/api/catalog/locations/${location.id}`, { headers })
    await new Promise((resolve) => server.close(resolve))
  }
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

for (const path of [
  '/catalog/problems',
  '/catalog/problems?by=entity',
  '/catalog/problems?code=a/b',
  '/catalog/sources',
  '/catalog/import',
]) {
  test(`axe finds nothing wrong with ${path}`, async ({ page }) => {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.waitForLoadState('networkidle')
    await expectAccessibleInBothThemes(page)
  })
}

test('at 320 px nothing is wider than the screen', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 })
  for (const path of ['/catalog/problems', '/catalog/sources', '/catalog/import', '/']) {
    await page.goto(path)
    await page.waitForLoadState('networkidle')
    expect(await page.locator('html').evaluate((html) => html.scrollWidth), path).toBe(320)
  }
})
