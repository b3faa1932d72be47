import { expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, forgetSetting, test } from './portal.ts'

test.use({ configs: ['e2e/app-config.forms.yaml'] })

const pageHeading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name })
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('from the gallery through the form to a task, by hand and by the rules of access', async ({ page }) => {
  await page.goto('/create')
  await page.getByRole('searchbox', { name: 'Search templates' }).fill('trucks')
  await expect(page.getByRole('article')).toHaveCount(1)
  await expect(page).toHaveURL(/q=trucks/)
  await expectAccessibleInBothThemes(page)
  await page.getByRole('link', { name: 'Choose Touring show' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Touring show' })).toBeFocused()
  await press(page, 'Next')
  await expect(page.getByText('Name must not be empty.')).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()
  await expectAccessibleInBothThemes(page)
  await page.getByLabel('Name').fill('winter-ball')
  await page.getByRole('combobox', { name: 'Owner' }).fill('ticketing')
  await page.getByRole('option', { name: 'Ticketing group:default/ticketing' }).click()
  await page.getByLabel('Opera').check()
  await page.getByLabel('German').check()
  await press(page, 'Next')

  await expect(pageHeading(page, 'The road')).toBeFocused()
  await expect(page.getByLabel('Number of the papers')).toHaveCount(0)
  await page.getByLabel('Crosses a border').check()
  await page.getByLabel('Number of the papers').fill('none')
  await press(page, 'Add an entry')
  await page.getByLabel('Town').fill('Bergen')
  await press(page, 'Next')
  await expect(page.getByText('Number of the papers must look like this: ^[A-Z]{2}-\\d+$')).toBeVisible()
  await expect(page.getByLabel('Number of the papers')).toBeFocused()
  await page.getByLabel('Number of the papers').fill('NO-12')
  await press(page, 'Next')

  await page.getByLabel('Group').fill('tours/2026')
  await page.getByRole('group', { name: 'Repository' }).getByLabel('Repository', { exact: true }).fill('ball')
  await page.getByLabel('Key of the store').fill('hunter2')
  await expectAccessibleInBothThemes(page)
  await press(page, 'Review')

  await expect(pageHeading(page, 'Review')).toBeFocused()
  const main = page.getByRole('main')
  await expect(main).toContainText('group:default/ticketing')
  await expect(main).toContainText('Bergen')
  await expect(main).toContainText('******')
  await expect(main).toContainText('Before it runs, one of these has to agree:')
  await expectAccessibleInBothThemes(page)
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/v2/tasks'))
  await press(page, 'Send it on tour')
  expect((await sent).postDataJSON()).toEqual({
    templateRef: 'template:default/touring-show',
    values: {
      name: 'winter-ball',
      owner: 'group:default/ticketing',
      genre: 'opera',
      languages: ['de'],
      tags: [],
      trucks: 2,
      crosses: true,
      papers: 'NO-12',
      stops: [{ town: 'Bergen', nights: 1 }],
      repoUrl: 'gitlab.northlight.example?owner=tours%2F2026&repo=ball',
      token: '*******',
    },
    secrets: { token: 'hunter2' },
  })
  await expect(page).toHaveURL(/\/create\/tasks\/[\w-]+$/)
})

test('what somebody has answered is there when they come back, on a phone, and can be thrown away', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto('/create/templates/default/touring-show')
  await page.getByLabel('Name').fill('winter-ball')
  await page.goto('/catalog')
  await page.goto('/create/templates/default/touring-show')
  await expect(page.getByLabel('Name')).toHaveValue('winter-ball')
  await expect(page.getByText('Step 1 of 4')).toBeVisible()
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
  await press(page, 'Begin afresh')
  await expect(page.getByLabel('Name')).toHaveValue('')
})

test('the keyboard alone finds an owner', async ({ page }) => {
  await page.goto('/create/templates/default/touring-show')
  const owner = page.getByRole('combobox', { name: 'Owner' })
  await owner.focus()
  await page.keyboard.type('box off')
  await expect(page.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(owner).toHaveValue('Box office')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('listbox', { name: 'Owner' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await expect(owner).toHaveValue('Box office')
})

test('stars narrow the gallery, and on a phone nothing is wider than it', async ({ page, portal }) => {
  await page.goto('/create')
  await page.getByRole('button', { name: 'Star Touring show' }).click()
  await page.getByLabel('Starred').check()
  await expect(page.getByRole('article')).toHaveCount(1)
  await expectNarrow(page)
  await expectAccessibleInBothThemes(page)
  await forgetSetting(portal, 'starred-entities', 'entityRefs')
})

test('⌘K opens the form of a template by its name', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find anything' }).fill('touring show')
  await page.getByRole('option', { name: 'Create: Touring show' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Touring show' })).toBeVisible()
})

test('what a template has made leads to the same form, and a template to its own', async ({ page }) => {
  await page.goto('/catalog/default/component/winter-tour')
  await page.getByRole('link', { name: 'Create something similar' }).click()
  await expect(page).toHaveURL('/create/templates/default/touring-show')
  await page.goto('/catalog/default/template/touring-show')
  await expect(page.getByRole('heading', { level: 1, name: 'Touring show' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await page.getByRole('link', { name: 'Use this template' }).click()
  await expect(page).toHaveURL('/create/templates/default/touring-show')
})
