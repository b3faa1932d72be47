import { randomUUID } from 'node:crypto'
import { expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

/** Runs a template of the demo to its end, and gives the addresses that it ends with. */
async function run(page: Page, template: string, values: object): Promise<string[]> {
  const { backstageIdentity } = await (await page.request.get('/api/auth/guest/refresh')).json()
  const headers = { authorization: `Bearer ${backstageIdentity.token}` }
  const data = { templateRef: `template:default/${template}`, values }
  const made = await page.request.post('/api/scaffolder/v2/tasks', { headers, data })
  const { id } = await made.json()
  const events = async () => (await page.request.get(`/api/scaffolder/v2/tasks/${id}/events`, { headers })).json()
  const completion = async () => (await events()).find(({ type }: { type: string }) => type === 'completion')?.body
  await expect
    .poll(async () => (await completion())?.message, { timeout: 20_000 })
    .toBe('Run completed with status: completed')
  const links: { url?: string }[] = (await completion()).output.links
  return links.flatMap(({ url }) => (url ? [new URL(url).pathname] : []))
}

test('look at what a template has made, down to a line', async ({ page }) => {
  const name = `hold-${randomUUID().slice(0, 8)}`
  const values = { name, description: 'Keeps a seat.', owner: 'group:default/ticketing', port: 9000, storage: 'none' }
  const [address = ''] = await run(page, 'node-service', values)
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1, name: `northlight/${name}` })).toBeVisible()
  await expect(page.getByText(`/api/git/clone/northlight/${name}.git`)).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await page.getByRole('link', { name: 'src' }).press('Enter')
  await page.getByRole('link', { name: 'main.js' }).press('Enter')
  await expect(page.getByRole('region', { name: 'Content of the file' })).toContainText('process.env.PORT ?? 9000')
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await page.getByRole('navigation', { name: 'Folders above' }).getByRole('link', { name }).click()
  await expect(page.getByRole('link', { name: 'README.md' })).toBeVisible()
  await page.goto('/git')
  await expect(page.getByRole('link', { name: `northlight/${name}` })).toBeVisible()
})

test('merge what a template asks for, and find it in the catalog', async ({ page }) => {
  const name = `db-${randomUUID().slice(0, 8)}`
  const values = { kind: 'database', name, owner: 'group:default/ticketing', environment: 'rehearsal' }
  const [address = ''] = await run(page, 'platform-claim', { ...values, engine: 'mysql', sizeGiB: 5 })
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${name} (database, rehearsal)`)
  await expect(page.getByRole('region', { name: `claims/${name}/claim.yaml`, exact: true })).toContainText(
    'engine: mysql',
  )
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await page.getByRole('button', { name: 'Merge' }).press('Enter')
  await expect(page.getByText('Merged').first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Merge' })).toHaveCount(0)
  await expect(async () => {
    await page.goto(`/catalog/default/resource/${name}`)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await page.goto('/git/platform/claims/merge-requests')
  const entry = page.getByRole('listitem').filter({ hasText: name })
  await expect(entry).toContainText('Merged')
  await expectAccessibleInBothThemes(page)
})
