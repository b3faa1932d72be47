import { createServer } from 'node:net'
import { expect, type Page } from '@playwright/test'
import { startOidcProvider } from '../packages/testing/src/oidc-provider.ts'
import { test as base } from './portal.ts'

const petra = { email: 'petra.holm@northlight.example', email_verified: true, name: 'Petra Holm' }
const stranger = { email: 'stranger@elsewhere.example', email_verified: true, name: 'A Stranger' }

/** A test with a portal in which people sign in with a real provider of OpenID Connect: `petra`, or a `stranger`. */
export const test = base.extend<object, { surroundings: Readonly<Record<string, string>> }>({
  surroundings: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
    async ({}, use) => {
      const users = [
        { login: 'petra', claims: petra },
        { login: 'stranger', claims: stranger },
      ]
      await using provider = await startOidcProvider({ users })
      await use({
        E2E_PORT: String(await freePort()),
        E2E_OIDC_URL: provider.issuer,
        E2E_OIDC_CLIENT_ID: provider.clientId,
        E2E_OIDC_CLIENT_SECRET: provider.clientSecret,
      })
    },
    { scope: 'worker' },
  ],
})
test.use({ configs: ['e2e/app-config.auth.yaml'] })

/** Presses the provider's button, and gives the window that opens. */
export async function openProvider(page: Page): Promise<Page> {
  const opening = page.waitForEvent('popup')
  await page.getByRole('button', { name: /^Sign in with O/ }).click()
  return opening
}

/** Types a name into the provider's form. */
export async function logInAt(provider: Page, login: string) {
  await provider.getByLabel('Login').fill(login)
  await provider.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in as Petra by the window of the provider. */
export async function signInAsPetra(page: Page) {
  const provider = await openProvider(page)
  await logInAt(provider, 'petra')
  await expect(page.getByRole('button', { name: 'Profile: Petra Holm' })).toBeVisible()
}

/** Nobody else listens there now; the portal will in a moment. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('A server that listens has an address.')
  return address.port
}
