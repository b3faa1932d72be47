import { type BrowserContext, expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow } from './portal.ts'
import { logInAt, openProvider, signInAsPetra, test } from './sign-in-portal.ts'

const signInHeading = (page: Page) => page.getByRole('heading', { level: 1, name: 'Sign in' })
const profileOfPetra = (page: Page) => page.getByRole('button', { name: 'Profile: Petra Holm' })

test('signing in by the window of a provider leads to the page that was asked for, and leaves no token behind', async ({
  page,
  context,
}) => {
  await page.goto('/catalog?kind=api')
  await expect(signInHeading(page)).toBeVisible()
  await signInAsPetra(page)
  await expect(page).toHaveURL(/\/catalog\?kind=api$/)
  await expect(page.getByRole('table')).toBeVisible()
  const stored = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  )
  expect(stored).toContain('oidc')
  expect(stored).not.toMatch(/eyJ|refresh/)
  const cookies = await context.cookies()
  expect(cookies.filter(({ name }) => name.startsWith('oidc-')).map(({ httpOnly }) => httpOnly)).not.toContain(false)
})

test('a reload goes on without the provider, and without a page', async ({ page }) => {
  await page.goto('/catalog')
  await signInAsPetra(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.reload()
  await expect(profileOfPetra(page)).toBeVisible()
  expect(asked.filter((path) => path.startsWith('/api/auth/'))).toEqual(['/api/auth/oidc/refresh'])
})

test('where the browser opens no window, the provider’s page takes the place of the portal, and leads back', async ({
  page,
}) => {
  await page.addInitScript({ content: 'window.open = () => null' })
  await page.goto('/catalog?kind=system#x')
  await page.getByRole('button', { name: 'Sign in with OpenID Connect' }).click()
  await logInAt(page, 'petra')
  await expect(profileOfPetra(page)).toBeVisible()
  await expect(page).toHaveURL(/\/catalog\?kind=system#x$/)
})

test('what fails on the provider’s page is told after the way back, once', async ({ page }) => {
  await page.addInitScript({ content: 'window.open = () => null' })
  await page.goto('/catalog')
  await page.getByRole('button', { name: 'Sign in with OpenID Connect' }).click()
  await logInAt(page, 'stranger')
  await expect(page.getByRole('alert')).toContainText('Failed to sign-in')
  await expect(page).toHaveURL(/\/catalog$/)
  await page.goto('/catalog?error=Call+this+number')
  await expect(signInHeading(page)).toBeVisible()
  await expect(page.getByText('Call this number')).toBeHidden()
})

test('a person whom the catalog does not know, and one who says no, learn it', async ({ page }) => {
  await page.goto('/')
  await logInAt(await openProvider(page), 'stranger')
  await expect(page.getByRole('alert')).toContainText('OpenID Connect did not sign you in: Failed to sign-in')
  await page.context().clearCookies()
  await logInAt(await openProvider(page), '')
  await expect(page.getByRole('alert')).toContainText('OpenID Connect did not sign you in: ')
  await expect(page.getByRole('alert')).not.toContainText('Failed to sign-in')
})

test('a window that is closed is told, and the next attempt works', async ({ page }) => {
  await page.goto('/')
  const provider = await openProvider(page)
  await expect(page.getByRole('status')).toContainText('Go on in the window of OpenID Connect.')
  await provider.close()
  await expect(page.getByRole('alert')).toContainText('was closed before you were signed in')
  await signInAsPetra(page)
})

test('an answer with another state than the one that was sent is refused', async ({ page, context }) => {
  await page.goto('/')
  await context.route('**/api/auth/oidc/start**', async (route) => {
    const response = await route.fetch({ maxRedirects: 0 })
    const location = new URL(response.headers().location ?? '')
    const form = new URLSearchParams(Buffer.from(location.searchParams.get('state') ?? '', 'hex').toString())
    form.set('nonce', 'c29tZWJvZHkgZWxzZQ')
    location.searchParams.set('state', Buffer.from(form.toString()).toString('hex'))
    await route.fulfill({ response, headers: { ...response.headers(), location: location.href } })
  })
  await logInAt(await openProvider(page), 'petra')
  await expect(page.getByRole('alert')).toContainText('Invalid nonce')
  await context.unroute('**/api/auth/oidc/start**')
  // The provider remembers Petra, and asks nothing.
  await openProvider(page)
  await expect(profileOfPetra(page)).toBeVisible()
})

test('what other windows say signs nobody in', async ({ page, baseURL }) => {
  await page.goto('/')
  const provider = await openProvider(page)
  const forged = {
    type: 'authorization_response',
    response: {
      profile: {},
      providerInfo: {},
      backstageIdentity: {
        token: 'a.b.c',
        expiresInSeconds: 3600,
        identity: { type: 'user', userEntityRef: 'user:default/eve', ownershipEntityRefs: [] },
      },
    },
  }
  // The page itself, and a frame of the right origin: neither is the window that was opened.
  const say = (to: string) => `${to}.postMessage(${JSON.stringify(forged)}, '*')`
  await page.evaluate(say('window'))
  await page.evaluate(`document.body.append(Object.assign(document.createElement('iframe'), { src: '${baseURL}/' }))`)
  await page.frameLocator('iframe').getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.frames()[1]?.evaluate(say('parent'))
  // The window that was opened, but at the provider's origin.
  await provider.evaluate(say('window.opener'))
  await expect(page.getByRole('status')).toContainText('Go on in the window of OpenID Connect.')
  await expect(signInHeading(page)).toBeVisible()
  await logInAt(provider, 'petra')
  await expect(profileOfPetra(page)).toBeVisible()
})

test('a session that was ended asks over the page, and what was typed is still there', async ({ page }) => {
  await page.goto('/catalog')
  await signInAsPetra(page)
  await page.getByRole('searchbox', { name: 'Filter by text' }).fill('tick')
  await expect(page).toHaveURL(/tick/)
  await endSessions(page)
  await page.getByRole('searchbox', { name: 'Filter by text' }).fill('ticket')
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeVisible()
  await expectAccessibleInBothThemes(page)
  // The provider remembers Petra, and asks nothing.
  await openProvider(page)
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('searchbox', { name: 'Filter by text' })).toHaveValue('ticket')
  await expect(page.getByRole('table')).toContainText('Ticket')
})

test('name and password: the wrong one is told, the right one opens the portal', async ({ page }) => {
  await page.goto('/catalog')
  await page.getByLabel('User name').fill('clara-whitcombe')
  const password = page.getByRole('textbox', { name: 'Password' })
  await password.fill('footlight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('There is nobody with this name and this password.')
  await expect(password).toBeFocused()
  await page.keyboard.type('limelight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Profile: Clara Whitcombe' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Profile: Clara Whitcombe' })).toBeVisible()
})

test('a token that a person makes works where it may, until it is revoked', async ({ page, request }) => {
  await page.goto('/settings')
  await signInAsPetra(page)
  const tokens = page.getByRole('region', { name: 'Personal access tokens' })
  await tokens.getByRole('button', { name: 'Make a token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What it is for').fill('Nightly report')
  await dialog.getByLabel('Only with these plugins').fill('catalog')
  await dialog.getByRole('button', { name: 'Make a token' }).click()
  const token = await dialog.getByLabel('The token').inputValue()
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  const statusOf = async (path: string, method = 'GET') => {
    const reply = await request.fetch(path, { method, headers: { authorization: `Bearer ${token}` } })
    return reply.status()
  }
  expect(await statusOf('/api/catalog/entities/by-name/user/default/petra-holm')).toBe(200)
  expect(await statusOf('/api/catalog/locations', 'POST')).toBe(403)
  expect(await statusOf('/api/auth/v1/sessions')).toBe(403)
  await expect(tokens.getByRole('listitem')).toContainText('catalog:read')
  await tokens.getByRole('button', { name: 'Revoke Nightly report' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(tokens.getByText('You have made no tokens.')).toBeVisible()
  expect(await statusOf('/api/catalog/entities/by-name/user/default/petra-holm')).toBe(401)
})

test('profile and settings say who is signed in, in light and dark and on a phone', async ({ page }) => {
  await page.goto('/settings')
  await signInAsPetra(page)
  const where = page.getByRole('region', { name: 'Where you are signed in' })
  await expect(where.getByRole('listitem').filter({ hasText: 'This browser' })).toHaveCount(1)
  await expect(page.getByRole('region', { name: 'Who you are' })).toContainText('petra.holm@northlight.example')
  await profileOfPetra(page).click()
  await expect(page.getByRole('list', { name: 'Your groups' })).toContainText('lighting')
  await expectAccessibleInBothThemes(page)
  await page.keyboard.press('Escape')
  await expectNarrow(page)
})

test('signing out signs out every tab', async ({ page, context }) => {
  await page.goto('/catalog')
  await signInAsPetra(page)
  const other = await context.newPage()
  await other.goto('/my-groups')
  await expect(other.getByRole('listitem').filter({ hasText: 'Lighting' }).first()).toBeVisible()
  await profileOfPetra(page).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  for (const tab of [page, other]) {
    await expect(tab.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible()
  }
  await expect(other.getByText('Lighting')).toBeHidden()
  await other.reload()
  await expect(signInHeading(other)).toBeVisible()
  expect(await refreshStatus(context, other.url())).toBe(401)
})

test('signing in in one tab signs in the other', async ({ page, context }) => {
  await page.goto('/catalog')
  const other = await context.newPage()
  await other.goto('/catalog?kind=api')
  await expect(signInHeading(other)).toBeVisible()
  await signInAsPetra(page)
  await expect(profileOfPetra(other)).toBeVisible()
})

test('signing out everywhere signs out the other browser', async ({ page, browser, baseURL }) => {
  await page.goto('/settings')
  await signInAsPetra(page)
  const elsewhere = await browser.newContext({ baseURL })
  const other = await elsewhere.newPage()
  await other.goto('/catalog')
  await signInAsPetra(other)
  await page.reload()
  const where = page.getByRole('region', { name: 'Where you are signed in' })
  await expect(where.getByRole('listitem').filter({ hasText: 'This browser' })).toHaveCount(1)
  await where.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible()
  await other.getByRole('searchbox', { name: 'Filter by text' }).fill('lamp')
  await expect(other.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible()
  await elsewhere.close()
})

test('who does nothing is asked, may stay, and is signed out after a while', async ({ page, context }) => {
  await page.clock.install()
  await page.goto('/catalog')
  await signInAsPetra(page)
  // What watches arrives after the page.
  await expect.poll(() => page.evaluate("localStorage.getItem('callboard.last-sign-of-life')")).not.toBeNull()
  await page.clock.fastForward('29:30')
  const question = page.getByRole('dialog', { name: 'Are you still there?' })
  await expect(question).toBeVisible()
  await question.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(question).toBeHidden()
  await page.clock.fastForward('29:30')
  await expect(question).toBeVisible()
  await page.clock.fastForward('00:31')
  await expect(page.getByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible()
  await expect(page.getByText('You had not done anything for a while.')).toBeVisible()
  expect(await refreshStatus(context, page.url())).toBe(401)
})

test('the sign-in page reads well in light and dark, and on a phone', async ({ page }) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: 'Go in as a guest' })).toBeVisible()
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await page.getByRole('button', { name: 'Go in as a guest' }).click()
  await expect(page.getByRole('button', { name: /^Profile: / })).toBeVisible()
})

/** Asks the server for another token by the cookies of a browser. */
async function refreshStatus(context: BrowserContext, url: string) {
  const reply = await context.request.get(`${new URL(url).origin}/api/auth/oidc/refresh?env=development`, {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  })
  return reply.status()
}

/** Ends all sessions of whoever is signed in, at the server only. */
async function endSessions(page: Page) {
  const ended = await page.evaluate(async () => {
    const headers = { 'x-requested-with': 'XMLHttpRequest' }
    const refreshed = await fetch('/api/auth/oidc/refresh?env=development', { headers })
    // The shape is fixed by spec/platform.md 5.2.
    const { backstageIdentity } = (await refreshed.json()) as { backstageIdentity: { token: string } }
    const authorization = `Bearer ${backstageIdentity.token}`
    return (await fetch('/api/auth/v1/sessions', { method: 'DELETE', headers: { authorization } })).status
  })
  expect(ended).toBe(204)
}
