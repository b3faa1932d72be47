import { expect } from '@playwright/test'
import { expectAccessible, forgetSetting, test } from './portal.ts'

// What stands in app-config.yaml, and nothing else, makes these differ from the other tests' portal: no build in between.
// Cards of entity pages are in entity.spec.ts, groups of the sidebar in shell.spec.ts.
test.use({ configs: ['e2e/app-config.company.yaml'] })

test('the config gives the portal its title and its logo', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveTitle('Home · Harbour Opera')
  const brand = page.getByRole('banner').getByRole('link', { name: 'Harbour Opera' })
  await expect(brand).toBeVisible()
  const logo = brand.locator('img')
  await expect(logo).toBeVisible()
  // A picture that the browser was not allowed to load has no size.
  await expect(logo).not.toHaveJSProperty('naturalWidth', 0)
})

for (const scheme of ['light', 'dark'] as const) {
  test(`the accent has the hue of the config, and can be read, ${scheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto('/catalog/sources')
    const filled = page.getByRole('main').locator('.cb-button-primary')
    await expect(filled).toBeVisible()
    const hueOf = async (colour: string) => {
      const computed = await page.evaluate<string>(colour)
      return Number(/oklch\(\S+ \S+ ([\d.]+)/.exec(computed)?.[1])
    }
    const wanted = await hueOf(`(() => {
      const probe = document.body.appendChild(document.createElement('p'))
      probe.style.color = 'oklch(from #0b5cad l c h)'
      const { color } = getComputedStyle(probe)
      probe.remove()
      return color
    })()`)
    const shown = () => hueOf(`getComputedStyle(document.querySelector('main .cb-button-primary')).backgroundColor`)
    await expect.poll(shown).toBeCloseTo(wanted, 0)
    await expectAccessible(page)
  })
}

test('the config lays out the home page; a person changes it for themselves, and comes back to it', async ({
  page,
  portal,
}) => {
  await page.goto('/')
  const main = page.locator('[data-area=main] h2')
  const aside = page.locator('[data-area=aside] h2')
  await expect(main).toHaveText(['What needs you', 'In the catalog'])
  await expect(aside).toHaveText(['Quick links'])
  await expect(page.getByRole('link', { name: 'Tide tables' })).toBeVisible()

  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.getByRole('button', { name: 'Add a widget' }).click()
  await expect(page.locator('.cb-menu').getByRole('button')).toHaveText(['Recently visited', 'Starred'])
  await page.getByRole('button', { name: 'Starred', exact: true }).click()
  await expect(aside).toHaveText(['Quick links', 'Starred'])
  await page.getByRole('button', { name: 'Reset' }).click()
  await expect(aside).toHaveText(['Quick links'])
  await forgetSetting(portal, 'home', 'layout')
})
