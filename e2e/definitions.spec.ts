import { expect, type Page } from '@playwright/test'
import { expectAccessibleInBothThemes, expectNarrow, test } from './portal.ts'

const api = (name: string) => `/catalog/default/api/${name}/definition`

/** Gives an API of the demo another definition, as far as this page is told. */
async function withDefinition(page: Page, spec: { type: string; definition: string }) {
  await page.route('**/entities/by-name/api/default/ticket-sales-api', async (route) => {
    const reply = await route.fetch()
    const entity = await reply.json()
    await route.fulfill({ response: reply, json: { ...entity, spec: { ...entity.spec, ...spec } } })
  })
  await page.goto(api('ticket-sales-api'))
}

test('OpenAPI: operations unfold to parameters and schemas; the text is searched', async ({ page }) => {
  await page.goto(api('ticket-sales-api'))
  await page.getByRole('searchbox', { name: 'Filter operations and schemas' }).fill('basket')
  await page.getByText('Read a basket.').click()
  await expect(page.getByRole('table', { name: 'Parameters' })).toContainText('basketId')
  await expect(page.getByRole('region', { name: 'Responses' })).toContainText('Basket')
  await expect(page.getByRole('region', { name: 'Schemas' }).getByRole('listitem')).toHaveText(['Basket', 'NewBasket'])
  await expectAccessibleInBothThemes(page)
  await expectNarrow(page)
  await page.getByRole('button', { name: 'Show the text' }).click()
  await page.getByRole('searchbox', { name: 'Search in the text' }).fill('operationId')
  await expect(page.getByRole('region', { name: 'Text' })).toContainText('openBasket')
})

test('AsyncAPI: channels unfold to what travels on them', async ({ page }) => {
  await page.goto(api('ticket-events'))
  const channel = page.getByRole('region', { name: 'ticketing.tickets.v2' })
  await channel.locator('summary').filter({ hasText: 'ticketSold' }).click()
  await expect(channel).toContainText('required')
  await expectAccessibleInBothThemes(page)
})

for (const { type, name, entry, line } of [
  { type: 'GraphQL', name: 'prompt-book-api', entry: /^type Query/, line: 'type Query' },
  { type: 'gRPC', name: 'payments-api', entry: /^rpc Authorise/, line: 'rpc Authorise' },
]) {
  test(`${type}: the outline leads to the line`, async ({ page }) => {
    await page.goto(api(name))
    await page.getByRole('navigation', { name: 'What is in it' }).getByRole('button', { name: entry }).click()
    await expect(page.locator('[data-target]')).toContainText(line)
    await expectNarrow(page)
  })
}

for (const { what, spec } of [
  {
    what: 'an outline',
    spec: { type: 'grpc', definition: 'syntax = "proto3";\nservice Pay {\n  rpc Take(A) returns (B);\n}' },
  },
  { what: 'a broken definition', spec: { type: 'openapi', definition: 'a: 1\na: 2' } },
]) {
  test(`axe finds nothing wrong with ${what}`, async ({ page }) => {
    await withDefinition(page, spec)
    await expect(page.getByRole('region', { name: 'Text' })).toBeVisible()
    await expectAccessibleInBothThemes(page)
  })
}

test('tRPC is shown as it is written', async ({ page }) => {
  await page.goto(api('mailing-api'))
  await expect(page.getByRole('region', { name: 'Text' })).toContainText('router')
})

for (const { why, type } of [
  { why: 'plain text', type: 'text' },
  { why: 'a type that nobody knows', type: 'semaphore' },
]) {
  test(`${why} is shown as it is written, and can be searched and taken along`, async ({ page }) => {
    await withDefinition(page, { type, definition: 'Two flags up:\n  the next wave may board.\n' })
    await expect(page.getByRole('region', { name: 'Text' })).toContainText('the next wave may board.')
    await page.getByRole('searchbox', { name: 'Search in the text' }).fill('wave')
    await expect(page.getByText('1 line.')).toBeVisible()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    expect((await downloading).suggestedFilename()).toBe('ticket-sales-api.txt')
  })
}

for (const { why, type, definition, said } of [
  {
    why: 'YAML',
    type: 'openapi',
    definition: 'openapi: 3.1.0\npaths:\n  /seats:\n    get: {}\n /rows: {}\n',
    said: /^Line 5, column 1:/,
  },
  {
    why: 'JSON',
    type: 'asyncapi',
    definition: '{"asyncapi": "3.0.0",\n  "channels" {}}',
    said: /^Line 2, column \d+:/,
  },
  { why: 'a mere sentence', type: 'openapi', definition: 'Ask the box office.', said: /“openapi:” on top/ },
]) {
  test(`a broken definition says where and what to do: ${why}`, async ({ page }) => {
    await withDefinition(page, { type, definition })
    const fault = page.getByRole('region', { name: /^The definition cannot be read as (OpenAPI|AsyncAPI)$/ })
    await expect(fault.getByRole('paragraph').first()).toHaveText(said)
    await expect(fault).toContainText('Correct spec.definition of the entity')
    await expect(page.getByRole('region', { name: 'Text' })).toContainText(definition.split('\n')[0] ?? '')
    await expectNarrow(page)
  })
}

const manyOperations = Array.from(
  { length: 300 },
  (_, row) =>
    `  /rows/${row}:\n    get: { summary: Read row ${row}., responses: { "200": { description: The row. } } }\n`,
)

test('a definition is read in a worker, shown in portions, and its text can be had meanwhile', async ({ page }) => {
  const workers: string[] = []
  page.on('worker', (worker) => workers.push(worker.url()))
  // Held up, so that reading lasts for as long as this test looks at the page.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/definition-worker-*.js', async (route) => {
    await held
    await route.continue()
  })
  await withDefinition(page, { type: 'openapi', definition: `openapi: 3.1.0\npaths:\n${manyOperations.join('')}` })
  await expect(page.getByText('Reading the definition.')).toBeVisible()
  await page.getByRole('button', { name: 'Show the text' }).click()
  await expect(page.getByRole('region', { name: 'Text' })).toContainText('/rows/0:')
  await page.getByRole('button', { name: 'Show what it offers' }).click()
  letGo()
  await expect(page.getByText('300 operations', { exact: true })).toBeVisible({ timeout: 15_000 })
  expect(workers).toEqual([expect.stringMatching(/\/plugins\/catalog\/\w+\/assets\/definition-worker-[^/]+\.js$/)])
  const operations = page.getByRole('region', { name: 'Operations' }).getByRole('listitem')
  await expect(operations).toHaveCount(100)
  await page.getByRole('button', { name: 'Show 100 more of 200' }).press('Enter')
  await expect(operations).toHaveCount(200)
  await expect(page.locator('summary').filter({ hasText: 'Read row 100.' })).toBeFocused()
  await page.getByRole('searchbox', { name: 'Filter operations and schemas' }).fill('row 299')
  await expect(operations).toHaveCount(1)
  await page.getByRole('link', { name: 'Overview' }).click()
  await expect.poll(() => page.workers().length).toBe(0)
})
