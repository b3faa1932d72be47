import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

/** Does three things as the guest, and tries a fourth with a token that is none. */
async function makeHistory(page: Page, baseURL: string) {
  const { backstageIdentity } = await (await page.request.get(`${baseURL}/api/auth/guest/refresh`)).json()
  const headers = { authorization: `Bearer ${backstageIdentity.token}` }
  const catalog = `${baseURL}/api/catalog`
  const target = 'https://stage.example/catalog-info.yaml'
  const refreshed = await page.request.post(`${catalog}/refresh`, {
    headers: { ...headers, 'x-request-id': 'audit-journey' },
    data: { entityRef: 'component:default/lorry-router' },
  })
  expect(refreshed.status()).toBe(200)
  const added = await page.request.post(`${catalog}/locations`, { headers, data: { type: 'url', target } })
  const { location } = (await added.json()) as { location: { id: string } } // spec/catalog.md 4.16
  // Other journeys in this portal begin without registered locations.
  const removed = await page.request.delete(`${catalog}/locations/${location.id}`, { headers })
  expect(removed.status()).toBe(204)
  const forged = await page.request.get(`${catalog}/entities`, { headers: { authorization: 'Bearer forged' } })
  expect(forged.status()).toBe(401)
}

test('find out who did what, by keyboard and by address, and take it out as a file', async ({ page, baseURL }) => {
  await makeHistory(page, baseURL ?? '')
  await page.goto('/')
  await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Audit' })).toBeFocused()
  const records = page.getByRole('table', { name: 'Records, newest first' })
  const row = (text: string) => records.getByRole('row').filter({ hasText: text })
  await expect(async () => {
    await page.reload()
    await expect(row('token-refused').first()).toContainText('Denied', { timeout: 2_000 })
  }).toPass()

  await page.getByRole('combobox', { name: 'Outcome' }).selectOption('Done')
  await expect(page).toHaveURL(/outcome=succeeded/)
  await expect(row('token-refused')).toHaveCount(0)
  await page.getByRole('searchbox', { name: 'Find in the records' }).fill('LORRY')
  await expect(page).toHaveURL(/text=LORRY/)
  await expect(row('entity-refresh').first().getByRole('link', { name: 'lorry-router' })).toBeVisible()
  await page.reload()
  await expect(row('entity-refresh').first()).toContainText('guest')

  await row('entity-refresh').first().getByRole('button', { name: 'Details of entity-refresh' }).press('Enter')
  await expect(records).toContainText('POST /api/catalog/refresh')
  await records.getByRole('link', { name: 'All of this request' }).press('Enter')
  await expect(page).toHaveURL(/request=audit-journey/)

  await page.getByRole('button', { name: 'Export' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d{2}-\d{2}\.csv$/)
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(lines[0]).toMatch(/^id,at,plugin,event,/)
  expect(lines[1]).toContain('component:default/lorry-router')

  await page.getByRole('button', { name: 'Request audit-journey' }).click()
  await page.getByRole('searchbox', { name: 'Find in the records' }).fill('nothing of the kind')
  await expect(page.getByText('No record answers these filters.')).toBeVisible()
  await page.getByRole('link', { name: 'Show all records' }).click()
  await expect(row('entity-refresh').first()).toBeVisible()
})

test('the audit is for everybody who may, in the light, in the dark and on a phone', async ({ page, baseURL }) => {
  await makeHistory(page, baseURL ?? '')
  await page.goto('/administration/audit')
  const open = page.getByRole('button', { name: 'Details of location-create' }).first()
  await expect(async () => {
    await page.reload()
    await expect(open).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await open.click()
  await expect(page.getByRole('link', { name: 'All about this' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expect(page.getByRole('link', { name: 'All about this' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
})
