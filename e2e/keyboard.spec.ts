import { expect } from '@playwright/test'
import { expectOnPage, tabTo } from './by-keyboard.ts'
import { test } from './portal.ts'

// Nobody touches the mouse here, and nothing is focused but by its keys. Home, settings and the graph have theirs in
// their own files, as have registering a location and the palette.

test('the list: past the navigation, find, open, and come back', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('table')).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Skip to the page' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
  await tabTo(page, page.getByRole('region', { name: 'Filters' }).getByRole('button', { name: 'Lifecycle' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('checkbox', { name: /^experimental/ }))
  await page.keyboard.press('Space')
  await expect(page).toHaveURL(/lifecycle=experimental/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Lifecycle: experimental', exact: true })).toBeFocused()
  await tabTo(page, page.getByRole('searchbox', { name: 'Filter by text' }), 'Shift+Tab')
  await page.keyboard.type('fraud')
  await expect(page.getByRole('row')).toHaveCount(2)
  await tabTo(page, page.getByRole('rowheader').getByRole('link'))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Fraud check')
  // What the browser's own key for going back does.
  await page.goBack()
  await expectOnPage(page, 'Catalog')
})

test('an entity: star it, open its menu and a tab, follow a relation', async ({ page }) => {
  await page.goto('/catalog/default/component/ticket-sales')
  const star = page.getByRole('button', { name: 'Star Ticket sales' })
  await tabTo(page, star)
  await page.keyboard.press('Space')
  await expect(star).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('Space')
  await expect(star).toHaveAttribute('aria-pressed', 'false')
  const more = page.getByRole('button', { name: 'More' })
  await tabTo(page, more)
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Copy reference' }))
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await tabTo(page, page.getByRole('link', { name: 'Dependencies' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/dependencies$/)
  const resources = page.getByRole('region', { name: 'Depends on resources' })
  await tabTo(page, resources.getByRole('link').first())
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(/ticket-sales/)
  await expectOnPage(page, /./)
})

test('the inspector: every view, and back to the menu it came from', async ({ page }) => {
  await page.goto('/catalog/default/component/ticket-sales')
  const more = page.getByRole('button', { name: 'More' })
  await tabTo(page, more)
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('button', { name: 'Inspect' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Inspect component:default/ticket-sales' })
  await expect(dialog.getByText('UID')).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'Ancestry' }))
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('registered in this portal')).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'YAML' }))
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/inspect=yaml/)
  await expect(dialog.getByRole('region', { name: 'Text' })).toContainText('kind: Component')
  await page.reload()
  await expect(dialog.getByRole('region', { name: 'Text' })).toContainText('kind: Component')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(page).toHaveURL('/catalog/default/component/ticket-sales')
})

test('a definition: filter, unfold, read the text', async ({ page }) => {
  await page.goto('/catalog/default/api/ticket-sales-api')
  await tabTo(page, page.getByRole('link', { name: 'Definition' }))
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('searchbox', { name: 'Filter operations and schemas' }))
  await page.keyboard.type('read a basket')
  await expect(page.getByText('1 operation', { exact: true })).toBeVisible()
  await tabTo(page, page.locator('summary').filter({ hasText: 'Read a basket.' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Parameters' })).toContainText('basketId')
  const text = page.getByRole('button', { name: 'Show the text' })
  await tabTo(page, text, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('searchbox', { name: 'Search in the text' }))
  await page.keyboard.type('operationId')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('region', { name: 'Text' }))
  await expect(page.getByRole('region', { name: 'Text' })).toContainText('openBasket')
})

test('an outline leads to its line', async ({ page }) => {
  await page.goto('/catalog/default/api/payments-api/definition')
  const call = page.getByRole('navigation', { name: 'What is in it' }).getByRole('button', { name: 'rpc Authorise' })
  await tabTo(page, call)
  await page.keyboard.press('Enter')
  await expect(call).toHaveAttribute('aria-current', 'true')
  await expect(page.locator('[data-target]')).toContainText('rpc Authorise')
})

test('sources: read one again, then its problems, then to the file’s entity', async ({ page }) => {
  await page.goto('/catalog/sources')
  const row = page.getByRole('table', { name: 'Sources' }).getByRole('row').filter({ hasText: 'systems/*/' })
  await tabTo(page, row.getByRole('link', { name: /problem/ }))
  await tabTo(page, row.getByRole('button', { name: 'Read again' }))
  await page.keyboard.press('Enter')
  await expect(page.getByText(/systems\/\*\/catalog-info\.yaml is being read again\./)).toBeVisible()
  await tabTo(page, row.getByRole('link', { name: /problem/ }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Problems')
  const file = page.getByRole('button', { name: /^Only file:.*systems/ })
  await tabTo(page, file)
  await page.keyboard.press('Enter')
  await expect(file).toHaveCount(0)
})

test('an address that leads nowhere leads to the first page', async ({ page }) => {
  await page.goto('/nowhere')
  await expect(page.getByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible()
  await tabTo(page, page.getByRole('link', { name: 'Go to the first page' }))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Home')
})

test('an entity that is not there leads to those like it', async ({ page }) => {
  await page.goto('/catalog/default/component/ticket-sale')
  await tabTo(page, page.getByRole('link', { name: 'Look for “ticket-sale” in all kinds' }))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Catalog')
  await expect(page.getByRole('rowheader', { name: 'Ticket sales' }).first()).toBeVisible()
})

test('every page is reached by the sidebar, what can be made by its menu', async ({ page }) => {
  await page.goto('/')
  const links = page.getByRole('navigation', { name: 'Portal' })
  for (const [link, title] of [
    ['Catalog', 'Catalog'],
    ['Create', 'Templates'],
    ['Relation graph', 'Relation graph'],
    [/^Problems/, 'Problems'],
    ['Sources', 'Sources'],
  ] as const) {
    await tabTo(
      page,
      links.getByRole('link', { name: link, ...(typeof link === 'string' && { exact: true }) }),
      'Shift+Tab',
    )
    await page.keyboard.press('Enter')
    await expectOnPage(page, title)
  }
  const create = page.getByRole('button', { name: 'Create' })
  await tabTo(page, create, 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await expect(create).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('banner').getByRole('link', { name: 'Register a location' }))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Register a location')
})
