import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { test as base } from './portal.ts'

const demo = fileURLToPath(new URL('../examples/all.yaml', import.meta.url))

/** Long enough for a busy machine; the portal itself takes about two seconds. */
const soon = { timeout: 15_000 }

/** A test with a catalog file of its own, which the portal watches. */
const test = base.extend<object, { folder: string; configs: readonly string[] }>({
  folder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'callboard-live-'))
      await use(folder)
      await rm(folder, { recursive: true })
    },
    { scope: 'worker' },
  ],
  configs: [
    async ({ folder }, use) => {
      await write(folder, [{ name: 'semaphore', title: 'Semaphore', description: 'Signals to the flies.' }])
      const locations = [demo, join(folder, 'catalog-info.yaml')].map((target) => ({ type: 'file', target }))
      const config = join(folder, 'app-config.yaml')
      await writeFile(config, JSON.stringify({ catalog: { locations } }))
      await use([config])
    },
    { scope: 'worker' },
  ],
})

interface Described {
  name: string
  title: string
  description: string
}

/** Writes the catalog file anew. */
function write(folder: string, components: readonly Described[]) {
  const documents = components.map(({ name, title, description }) =>
    [
      'apiVersion: backstage.io/v1alpha1',
      'kind: Component',
      `metadata: { name: ${name}, title: ${title}, description: ${description} }`,
      'spec: { type: service, lifecycle: production, owner: group:default/ticketing }',
    ].join('\n'),
  )
  return writeFile(join(folder, 'catalog-info.yaml'), documents.join('\n---\n'))
}

test('a catalog file is saved: the open entity page and the open list show it, with no reload', async ({
  page,
  context,
  folder,
}) => {
  await page.goto('/catalog/default/component/semaphore')
  const heading = page.getByRole('heading', { level: 1 })
  await expect(heading).toHaveText('Semaphore', soon)
  const list = await context.newPage()
  await list.goto('/catalog?q=semaphore')
  const rows = list.getByRole('table').getByRole('link', { name: /^Semaphore/ })
  await expect(rows).toHaveText(['Semaphore'])
  let loads = 0
  for (const one of [page, list]) one.on('load', () => (loads += 1))

  await write(folder, [
    { name: 'semaphore', title: 'Semaphore lamp', description: 'Signals to the flies by night.' },
    { name: 'semaphore-log', title: 'Semaphore log', description: 'What was signalled.' },
  ])
  await expect(rows).toHaveText(['Semaphore lamp', 'Semaphore log'], soon)
  // A tab in the background reads when somebody looks at it.
  await page.bringToFront()
  await expect(heading).toHaveText('Semaphore lamp', soon)
  await expect(page.getByText('Signals to the flies by night.')).toBeVisible()
  expect(loads).toBe(0)

  // What the file does not describe any more is kept, and marked: nobody loses an entity by a slip of the pen.
  await page.goto('/catalog/default/component/semaphore-log')
  await expect(page.getByRole('heading', { level: 1, name: 'Semaphore log' })).toBeVisible()
  loads = 0
  await write(folder, [{ name: 'semaphore', title: 'Semaphore', description: 'Signals to the flies.' }])
  await expect(page.getByText('No source gives this entity any more.')).toBeVisible(soon)
  await list.bringToFront()
  await expect(rows).toHaveText(['Semaphore', 'Semaphore log'], soon)
  expect(loads).toBe(0)
})
