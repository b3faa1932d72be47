import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { expectOnPage, tabTo } from './by-keyboard.ts'
import { expectAccessible, test } from './portal.ts'

const component = (name: string, lines: string) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${name}
spec:
  type: service
${lines}`

const files: Record<string, string> = {
  '/good/catalog-info.yaml': component('cloak-robot', '  lifecycle: production\n  owner: ticketing\n'),
  '/faulty/catalog-info.yaml': component('cloak-robot-two', '  owner: ticketing\n'),
  '/known/catalog-info.yaml': component('lorry-router', '  lifecycle: production\n  owner: ticketing\n'),
  '/empty/catalog-info.yaml': '\n',
}

let server: Server
let host: string
test.beforeAll(async () => {
  server = createServer((request, response) => {
    const text = files[request.url ?? '']
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/yaml' }).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port, not on a pipe.
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
test.afterAll(() => new Promise((resolve) => server.close(resolve)))

test('register a location and unregister it, by keyboard', async ({ page }) => {
  const target = `${host}/good/catalog-info.yaml`
  await page.goto('/catalog/sources')
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'Register a location' }).first())
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'Register a location')
  await tabTo(page, page.getByRole('textbox', { name: 'Address' }))
  await page.keyboard.type(target)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('rowheader', { name: 'cloak-robot' })).toBeVisible()
  await tabTo(page, page.getByRole('button', { name: 'Register', exact: true }))
  await page.keyboard.press('Enter')
  await expect(page.getByText('1 entity is in the catalog')).toBeVisible()
  await tabTo(page, page.getByRole('main').getByRole('link', { name: 'cloak-robot' }))
  await page.keyboard.press('Enter')
  await expectOnPage(page, 'cloak-robot')

  await page.goto('/catalog/sources')
  const unregister = page.getByRole('button', { name: `Unregister ${target}` })
  await expect(unregister).toBeVisible()
  // From the end of the page: the sources above are many.
  await tabTo(page, unregister, 'Shift+Tab')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('An entity goes with it: cloak-robot (Component).')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(unregister).toBeFocused()
  await page.keyboard.press('Enter')
  await tabTo(page, dialog.getByRole('button', { name: 'Unregister' }))
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${target} is no longer registered.`)).toBeVisible()
  await expect(page.getByText('Nobody has registered a location.')).toBeVisible()
})

for (const { why, url, said } of [
  { why: 'text that is no address', url: 'tickets/catalog-info.yaml', said: 'This is no whole address.' },
  { why: 'a file of the server', url: 'file:///etc/passwd', said: 'Only http and https addresses can be read.' },
  { why: 'nothing', url: '', said: 'Give an address first.' },
]) {
  test(`${why} is explained beside the field`, async ({ page }) => {
    await page.goto('/catalog/import')
    const field = page.getByRole('textbox', { name: 'Address' })
    await field.fill(url)
    await page.getByRole('button', { name: 'Look at it' }).click()
    await expect(field).toBeFocused()
    await expect(field).toHaveAccessibleDescription(new RegExp(said))
    await expectAccessible(page)
  })
}

for (const { why, path, said } of [
  { why: 'a file that is not there', path: '/none/catalog-info.yaml', said: /Unable to read|could not be read/ },
  {
    why: 'a file with faults, with its line',
    path: '/faulty/catalog-info.yaml',
    said: /lifecycle[\s\S]*catalog-info\.yaml:\d+/,
  },
  { why: 'a file without entities', path: '/empty/catalog-info.yaml', said: /describes no entity|no document/i },
  { why: 'an entity that is there already', path: '/known/catalog-info.yaml', said: /In the catalog already/ },
]) {
  test(`${why} is explained`, async ({ page }) => {
    await page.goto(`/catalog/import?url=${encodeURIComponent(host + path)}`)
    await expect(page.getByRole('main')).toContainText(said)
    await expectAccessible(page)
  })
}

test('a host that the portal may not read is explained', async ({ page }) => {
  await page.goto('/catalog/import?url=https://elsewhere.example/catalog-info.yaml')
  await expect(page.getByRole('main')).toContainText('backend.reading.allow')
})

test('a repository without a description gets one to start from', async ({ page }) => {
  await page.goto(`/catalog/import?url=${encodeURIComponent(`${host}/northlight/cloak-robot`)}`)
  await expect(page.getByRole('region', { name: 'No catalog-info.yaml was found here' })).toContainText(
    'name: cloak-robot',
  )
  await expectAccessible(page)
})
