import { expect, type Page } from '@playwright/test'
import { freePort } from '../packages/testing/src/free-port.ts'
import { startSamlIdp, type TestSamlIdp } from '../packages/testing/src/saml-idp.ts'
import { hasSlapd, startSlapd } from '../packages/testing/src/slapd.ts'
import { test as base } from './portal.ts'

const nameIdFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const petra = { nameId: 'petra.holm@northlight.example', nameIdFormat, attributes: { displayName: 'Petra Holm' } }
const people = `dn: uid=petra-holm,dc=acme,dc=example
objectClass: inetOrgPerson
uid: petra-holm
cn: Petra Holm
sn: Holm
userPassword: limelight
`

interface Company {
  idp: TestSamlIdp
  surroundings: Readonly<Record<string, string>>
}

const test = base.extend<object, Company>({
  idp: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from here
    async ({}, use) => {
      const idp = await startSamlIdp()
      await use(idp)
      await idp.stop()
    },
    { scope: 'worker' },
  ],
  surroundings: [
    async ({ idp }, use) => {
      const slapd = hasSlapd() ? await startSlapd(people) : undefined
      await use({
        E2E_PORT: String(await freePort()),
        // Another site than the portal's 127.0.0.1, as identity providers are: no cookie comes along with its answer.
        E2E_SAML_ENTRY_POINT: idp.entryPoint.replace('127.0.0.1', 'localhost'),
        E2E_SAML_CERTIFICATE: idp.certificate,
        ...(slapd && {
          E2E_LDAP_TARGET: slapd.secureUrl,
          E2E_LDAP_CA: slapd.ca,
          E2E_LDAP_DN: slapd.admin.dn,
          E2E_LDAP_SECRET: slapd.admin.secret,
        }),
      })
      await slapd?.stop()
    },
    { scope: 'worker' },
  ],
})
test.use({ configs: ['e2e/app-config.company-sign-in.yaml'] })

const profileOfPetra = (page: Page) => page.getByRole('button', { name: 'Profile: Petra Holm' })

test.describe('by SAML', () => {
  const start = (page: Page) => page.getByRole('button', { name: 'Sign in with SAML' }).click()

  test('people sign in by the window of the identity provider, which is on another site', async ({ page, idp }) => {
    idp.person = petra
    await page.goto('/catalog?kind=api')
    await start(page)
    await expect(profileOfPetra(page)).toBeVisible()
    await expect(page).toHaveURL(/\/catalog\?kind=api$/)
    await page.reload()
    await expect(profileOfPetra(page)).toBeVisible()
  })

  test('where the browser opens no window, the identity provider takes the place of the portal', async ({
    page,
    idp,
  }) => {
    idp.person = petra
    await page.addInitScript('window.open = () => null')
    await page.goto('/catalog?kind=system')
    await start(page)
    await expect(profileOfPetra(page)).toBeVisible()
    await expect(page).toHaveURL(/\/catalog\?kind=system$/)
  })

  test('an answer that was changed on its way is refused, and the person is told', async ({ page, context, idp }) => {
    idp.person = { ...petra, nameId: 'eve@northlight.example' }
    await context.route('**/api/auth/saml/handler/frame', (route) => {
      const form = new URLSearchParams(route.request().postData() ?? '')
      const response = Buffer.from(form.get('SAMLResponse') ?? '', 'base64').toString()
      form.set('SAMLResponse', Buffer.from(response.replace('eve@', 'petra.holm@')).toString('base64'))
      return route.continue({ postData: form.toString() })
    })
    await page.goto('/')
    await start(page)
    await expect(page.getByRole('alert')).toContainText('The answer of the identity provider was refused.')
  })

  test('somebody whom the catalog does not know is told', async ({ page, idp }) => {
    idp.person = { ...petra, nameId: 'eve@northlight.example' }
    await page.goto('/')
    await start(page)
    await expect(page.getByRole('alert')).toContainText('SAML did not sign you in: Failed to sign-in')
  })
})

test.describe('by LDAP', () => {
  test.skip(!hasSlapd(), 'needs Debian’s packages slapd and ldap-utils')

  test('people sign in by the password of the directory, after a wrong one', async ({ page }) => {
    await page.goto('/catalog?kind=api')
    const form = page.getByRole('form', { name: 'LDAP' })
    await form.getByLabel('User name').fill('petra-holm')
    await form.getByLabel('Password').fill('footlight')
    await form.getByRole('button', { name: 'Sign in' }).click()
    await expect(page.getByRole('alert')).toBeVisible()
    await form.getByLabel('Password').fill('limelight')
    await form.getByRole('button', { name: 'Sign in' }).click()
    await expect(profileOfPetra(page)).toBeVisible()
    await expect(page).toHaveURL(/\/catalog\?kind=api$/)
  })
})
