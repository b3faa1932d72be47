import { expect } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

test.use({ configs: ['e2e/app-config.rehearsal.yaml'] })

test('a template is written, tried, changed and tried again', async ({ page }) => {
  await page.goto('/create/edit')
  await page.getByRole('button', { name: 'Begin a template' }).press('Enter')
  await expect(page.getByText('No problems found.')).toBeVisible()
  await page.getByLabel('Name').fill('shop')
  await page.getByRole('button', { name: 'Review' }).click()
  const trial = page.getByRole('region', { name: 'Trial' })
  // The first one is the tab.
  await trial.getByRole('button', { name: 'Dry run', exact: true }).last().click()
  const made = trial.getByRole('region', { name: 'README.md' })
  await expect(made).toContainText('# shop')
  await expect(trial.getByText('shop is there.')).toBeVisible()
  await expect(trial.getByRole('button', { name: /^Fill in the skeleton/ })).toContainText('Completed')
  await expectAccessibleInBothThemes(page)

  await page.getByRole('button', { name: 'Show skeleton/README.md' }).click()
  const text = page.getByRole('textbox', { name: 'Text of skeleton/README.md' })
  await text.press('Control+End')
  await text.pressSequentially('Open daily.\n')
  await trial.getByRole('button', { name: 'Run again' }).click()
  await expect(made).toContainText('+ Open daily.')
  await expect(trial.getByText('changed', { exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Show template.yaml' }).click()
  const template = page.getByRole('textbox', { name: 'Text of template.yaml' })
  await template.press('Control+End')
  await template.pressSequentially('      - content: ${{ parameters.nmae')
  await expect(page.getByText('The expression has no end: it stays as it is written.')).toBeVisible()
  await template.pressSequentially(' }}')
  await expect(page.getByText('No page asks for nmae: this is empty.')).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await page.getByRole('button', { name: 'Line 29' }).click()
  await expect(template).toBeFocused()
})

test('a template of the catalog comes with its files, and its form follows what is typed', async ({ page }) => {
  await page.goto('/create/edit')
  await expect(async () => {
    await page.reload()
    await page.getByLabel('Template', { exact: true }).selectOption('Rehearsal', { timeout: 2_000 })
  }).toPass()
  await expect(page).toHaveURL(/template=/)
  await page.reload()
  // Files, actions and the editor itself are on their way.
  await expect(page.getByRole('button', { name: 'Show skeleton/programme.md' })).toBeVisible({ timeout: 15_000 })
  const template = page.getByRole('textbox', { name: 'Text of template.yaml' })
  await expect(page.getByLabel('Seconds')).toBeVisible()
  await page.getByLabel('Name').fill('kept')
  await template.press('Control+Home')
  await page.getByText('title: Seconds').dblclick()
  await page.keyboard.press('End')
  await page.keyboard.type(' of silence')
  await expect(page.getByLabel('Seconds of silence')).toBeVisible()
  await expect(page.getByLabel('Name')).toHaveValue('kept')
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
})

test('a folder of this machine is opened and written to', async ({ page }) => {
  // The dialog cannot be worked from a test: a folder of the browser's own file system takes its place.
  await page.addInitScript(`
    globalThis.showDirectoryPicker = async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mine', { create: true })
      const writable = await (await folder.getFileHandle('template.yaml', { create: true })).createWritable()
      await writable.write('kind: Template\\n')
      await writable.close()
      return folder
    }
  `)
  await page.goto('/create/edit')
  await page.getByRole('button', { name: 'Open a folder' }).click()
  await expect(page.getByText('Without steps it does nothing.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Text of template.yaml' }).press('Control+End')
  await page.keyboard.type('# mine')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('changed', { exact: true })).toHaveCount(0)
  const written = () =>
    page.evaluate(`(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('mine')
      return (await (await folder.getFileHandle('template.yaml')).getFile()).text()
    })()`)
  await expect.poll(written).toBe('kind: Template\n# mine')
})
