import { expect } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow } from './portal.ts'
import { logInAt, openProvider, signInAsPetra, test } from './sign-in-portal.ts'

test.use({ configs: ['e2e/app-config.auth.yaml', 'e2e/app-config.administration.yaml'] })

test('an administrator sees why somebody could not sign in; nobody else gets the page', async ({
  page,
  browser,
  baseURL,
}) => {
  await page.goto('/')
  await logInAt(await openProvider(page), 'stranger')
  await expect(page.getByRole('alert')).toContainText('Failed to sign-in')
  await page.getByLabel('User name').fill('clara-whitcombe')
  await page.getByRole('textbox', { name: 'Password' }).fill('limelight')
  await page.keyboard.press('Enter')
  const administration = page.getByRole('navigation', { name: 'Portal' }).getByRole('list', { name: 'Administration' })
  await administration.getByRole('link', { name: 'Sign-ins' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Sign-ins' })).toBeVisible()
  const attempt = page.getByRole('listitem').filter({ hasText: 'A Stranger' }).first()
  await attempt.getByText('Refused').click()
  await expect(attempt).toContainText('emailMatchingUserEntityProfileEmail')
  await expect(attempt).toContainText('stranger@elsewhere.example')
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)

  const elsewhere = await browser.newContext({ baseURL })
  const other = await elsewhere.newPage()
  await other.goto('/administration/sign-ins')
  await signInAsPetra(other)
  await expect(other.getByRole('main')).toContainText('you may not see this')
  await expect(other.getByRole('link', { name: 'Sign-ins' })).toBeHidden()
  await elsewhere.close()
})
