import { readFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

test.use({ configs: ['e2e/app-config.rehearsal.yaml'] })

/** Starts a rehearsal as the guest, and goes to its page. */
async function rehearse(page: Page, baseURL: string | undefined, values: object) {
  const { backstageIdentity } = await (await page.request.get(`${baseURL}/api/auth/guest/refresh`)).json()
  const headers = { authorization: `Bearer ${backstageIdentity.token}` }
  const data = { templateRef: 'template:default/rehearsal', values }
  let id = ''
  // The template may not have been read yet.
  await expect(async () => {
    const reply = await page.request.post(`${baseURL}/api/scaffolder/v2/tasks`, { headers, data })
    expect(reply.status()).toBe(201)
    id = (await reply.json()).id
  }).toPass()
  await page.goto(`/create/tasks/${id}`)
  return id
}

const step = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name: new RegExp(`^${name}`) })

test('a task runs before the eyes of whoever waits, and is cancelled', async ({ page, baseURL }) => {
  await rehearse(page, baseURL, { name: 'ball', seconds: 600 })
  await expect(page.getByRole('heading', { level: 1, name: 'Rehearsal' })).toBeVisible()
  await expect(page.getByText('Good evening, ball', { exact: true })).toBeVisible()
  await expect(step(page, 'Print the programme')).toContainText('Completed')
  await expect(step(page, 'Play')).toContainText(/Running\s*\d/)
  await expectAccessibleInBothThemes(page)

  await page.getByRole('button', { name: 'Stop the task' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('what was made so far stays')
  await dialog.getByRole('button', { name: 'Stop the task' }).press('Enter')
  await expect(page.getByText('The task was cancelled')).toBeVisible()
  await expect(step(page, 'Bow')).toContainText('Not begun')
})

test('what came out is linked, its log is searched, copied and kept', async ({ page, baseURL, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await rehearse(page, baseURL, { name: 'ball' })
  await expect(page.getByText('ball has been rehearsed.')).toBeVisible()
  await expect(step(page, 'Play')).toContainText('Its condition was not met')
  await page.getByRole('searchbox', { name: 'Search in the log' }).fill('EVENING')
  await expect(page.getByRole('status').filter({ hasText: /^\d+ lines?\.$/ })).toBeVisible()
  await expect(page.locator('mark').first()).toHaveText('evening')
  await page.getByRole('button', { name: 'Copy' }).click()
  await expect(page.getByText(/lines copied\./)).toBeVisible()
  expect(await page.evaluate('navigator.clipboard.readText()')).toContain('Good evening, ball\n')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const text = await readFile(await (await downloading).path(), 'utf8')
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT\S+Z Starting up task with 5 steps$/m)

  await step(page, 'Bow').press('Enter')
  await expect(page).toHaveURL(/step=bow/)
  await page.reload()
  await expect(page.getByText('Only the lines of “Bow”.')).toBeVisible()
  await expect(page.getByText('Good evening, ball')).toHaveCount(0)
  await page.getByText('Answers').click()
  await expect(page.getByRole('definition').filter({ hasText: 'ball' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)

  await page.getByRole('link', { name: 'Start over' }).click()
  await expect(page.getByLabel('Name')).toHaveValue('ball')
  await page.goBack()
  await page.getByRole('link', { name: 'The router' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText(/router/i)
})

test('what failed says why, and is tried again', async ({ page, baseURL }) => {
  await rehearse(page, baseURL, { name: 'ball', fails: true })
  await expect(page.getByText('The step “Stumble” failed')).toBeVisible()
  await expect(page.getByRole('alert').getByText(/Invalid input passed to action debug:log/)).toBeVisible()
  await expect(step(page, 'Bow')).toContainText('A step before it failed')
  await expectAccessibleInBothThemes(page)
  await page.getByRole('button', { name: 'Retry' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Retry this task' })
  await dialog.getByRole('button', { name: 'Retry' }).press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/^Task recovered/)).toBeVisible()
  await expect(page.getByText('The step “Stumble” failed')).toBeVisible()
})

test('tasks are listed, narrowed, and kept up to date', async ({ page, baseURL }) => {
  await rehearse(page, baseURL, { name: 'listed', fails: true })
  await expect(page.getByText('The task failed').or(page.getByText('The step “Stumble” failed'))).toBeVisible()
  await page.getByRole('navigation', { name: 'Where you are' }).getByRole('link', { name: 'Tasks' }).click()
  const tasks = page.getByRole('table', { name: 'Tasks, newest first' })
  const row = tasks.getByRole('row').filter({ hasText: 'listed' }).first()
  await expect(row).toContainText('Failed')
  await page.getByRole('combobox', { name: 'Status' }).selectOption('Completed')
  await expect(page).toHaveURL(/status=completed/)
  await expect(tasks.getByRole('row').filter({ hasText: 'listed' })).toHaveCount(0)
  await page.goto('/create/tasks?whose=all&status=failed&template=template:default/rehearsal')
  await expect(row).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await page.getByRole('button', { name: 'Template rehearsal' }).click()
  await expect(page).not.toHaveURL(/template=/)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
  await row.getByRole('link', { name: /Rehearsal/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Rehearsal' })).toBeVisible()
})

test('what is installed is explained: actions, expressions and fields', async ({ page }) => {
  await page.goto('/create/actions')
  await page.getByRole('searchbox', { name: 'Find an action' }).fill('fetch:template')
  await page.getByRole('link', { name: 'fetch:template', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Input' }).getByRole('row', { name: /^url required/ })).toBeVisible()
  await expect(page).toHaveURL(/action=fetch%3Atemplate/)
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await page.getByRole('link', { name: 'All actions' }).click()
  await expect(page.getByRole('link', { name: 'fetch:template', exact: true })).toBeVisible()
  await expectAccessibleInBothThemes(page)

  await page.goto('/create/templating-extensions')
  await expect(page.getByRole('article', { name: 'parseRepoUrl' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)

  await page.goto('/create/fields?field=EntityNamePicker')
  await page.getByRole('textbox', { name: 'EntityNamePicker' }).fill('shop')
  await expect(page.getByText('"shop"')).toBeVisible()
  await expectAccessibleInBothThemes(page)
})

test('a task nobody knows', async ({ page }) => {
  await page.goto('/create/tasks/nothing')
  await expect(page.getByText('There is no such task.')).toBeVisible()
})
