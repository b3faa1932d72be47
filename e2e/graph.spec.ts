import { expect, type Page } from '@playwright/test'
import { expectAccessible, test } from './portal.ts'

const ticketing = '/catalog-graph?root=system:default/ticketing'
const ticketSales = '/catalog-graph?root=component:default/ticket-sales'

const drawing = (page: Page) => page.getByRole('application', { name: 'Entities and their relations' })
const entity = (page: Page, name: string | RegExp) => drawing(page).getByRole('link', { name })
const widthOf = async (page: Page, ref: string) => (await page.locator(`[data-ref="${ref}"]`).boundingBox())?.width ?? 0

test('the graph is filtered, centred on another entity, and told as a table', async ({ page }) => {
  await page.goto('/catalog-graph')
  await page.getByRole('searchbox', { name: 'Which entity should be in the centre?' }).fill('ticket sales')
  await page.getByRole('link', { name: 'Ticket sales Component' }).click()
  await untilDrawn(page)
  await expect(page).toHaveURL(/root=component/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(entity(page, /^sales-db/)).toBeVisible()
  await expect(drawing(page).getByText('Depends on').first()).toBeVisible()

  await page.getByRole('button', { name: 'Relation', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Depends on' }).check()
  await page.keyboard.press('Escape')
  await expect(entity(page, /^Ticketing Group/)).toHaveCount(0)
  await expect(page).toHaveURL(/relation=dependsOn/)

  await entity(page, /^sales-db/).hover()
  await entity(page, 'Centre on sales-db').click()
  await expect(entity(page, /^sales-db/)).toHaveAttribute('aria-current', 'true')
  await expect(page).toHaveURL(/root=resource%3Adefault%2Fsales-db/)

  await page.getByRole('button', { name: 'Show as a table' }).click()
  const table = page.getByRole('table', { name: 'Entities and their relations' })
  await expect(table.getByRole('row').filter({ hasText: 'Ticket sales' })).toContainText('Depends on')
  await page.reload()
  await expect(table).toBeVisible()
})

test('an entity of the drawing leads to its page, and back to the drawing', async ({ page }) => {
  await openGraph(page, ticketSales)
  await entity(page, /^sales-db/).click()
  await expect(page.getByRole('heading', { level: 1, name: 'sales-db' })).toBeVisible()
  await page.goBack()
  await untilDrawn(page)
  await expect(entity(page, /^sales-db/)).toBeVisible()
})

test('the drawing is zoomed and fitted by buttons and by keys', async ({ page }) => {
  await openGraph(page, ticketSales)
  await expect(entity(page, /^Ticket sales Component/)).toBeVisible()
  const root = 'component:default/ticket-sales'
  const first = await widthOf(page, root)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect.poll(() => widthOf(page, root)).toBeGreaterThan(first * 1.15)
  await page.keyboard.press('+')
  await expect.poll(() => widthOf(page, root)).toBeGreaterThan(first * 1.4)
  await page.getByRole('button', { name: 'Show all of it' }).click()
  await expect.poll(() => widthOf(page, root)).toBeLessThan(first * 1.05)
  const frame = await drawing(page).boundingBox()
  for (const node of await page.locator('[data-ref]').all()) {
    const box = await node.boundingBox()
    expect(box?.y).toBeGreaterThanOrEqual(frame?.y ?? Number.NaN)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((frame?.y ?? 0) + (frame?.height ?? 0))
  }
  await page.keyboard.press('-')
  await expect.poll(() => widthOf(page, root)).toBeLessThan(first * 0.95)
})

test('the wheel scrolls the page; the drawing is moved by dragging', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 500 })
  await openGraph(page, ticketSales)
  const root = page.locator('[data-ref="component:default/ticket-sales"]')
  await expect(root).toBeVisible()
  await drawing(page).hover({ position: { x: 30, y: 30 } })
  await page.mouse.wheel(0, 80)
  await expect.poll(() => page.evaluate<number>('scrollY')).toBeGreaterThan(0)
  const before = await root.boundingBox()
  const frame = await drawing(page).boundingBox()
  const [x, y] = [(frame?.x ?? 0) + 30, (frame?.y ?? 0) + 120]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 60, y + 40, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Math.round(((await root.boundingBox())?.x ?? 0) - (before?.x ?? 0))).toBe(60)
})

test('from the palette to a neighbour, by the keyboard alone', async ({ page }) => {
  await page.goto('/catalog')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find anything' }).pressSequentially('relation graph')
  await expect(page.getByRole('option', { name: /Relation graph/ }).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Relation graph' })).toBeFocused()
  await page.keyboard.press('/')
  await page.keyboard.type('ticket sales')
  await expect(page.getByRole('link', { name: 'Ticket sales Component' })).toBeVisible()
  await tabTo(page, '.cat-picker-found a')
  await page.keyboard.press('Enter')
  await untilDrawn(page)
  await expect(entity(page, /^Ticket sales Component/)).toBeVisible()
  await tabTo(page, '[data-ref]')
  await expect(entity(page, /^Ticket sales Component/)).toBeFocused()

  await page.keyboard.press('ArrowRight')
  await expect(entity(page, /^Ticket sales Component/)).not.toBeFocused()
  await page.keyboard.press('ArrowDown')
  const chosen = await focusedRef(page)
  expect(chosen).not.toBe('component:default/ticket-sales')
  await page.keyboard.press('.')
  await expect(page.locator(`[data-ref="${chosen}"] a[aria-current]`)).toBeFocused()

  await page.keyboard.press('ArrowLeft')
  const neighbour = await focusedRef(page)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/catalog/default/\\w+/${neighbour.split('/')[1]}$`))
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
})

test('what is behind an entity folds away, by button and by key, and the address remembers it', async ({ page }) => {
  await openGraph(page, `${ticketing}&depth=2&relation=partOf`)
  const fold = page.getByRole('button', { name: /^What is behind Box office/ })
  await fold.click()
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await expect(entity(page, /^Seat maps/)).toHaveCount(0)
  await expect(page).toHaveURL(/collapsed=domain/)
  await page.reload()
  await untilDrawn(page)
  await expect(fold).toHaveAttribute('aria-expanded', 'false')
  await expect(entity(page, /^Seat maps/)).toHaveCount(0)
  await entity(page, /^Box office/).focus()
  await page.keyboard.press('Space')
  await expect(entity(page, /^Seat maps/)).toBeVisible()
  await page.keyboard.press('Space')
  await expect(entity(page, /^Seat maps/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Unfold all' }).click()
  await expect(fold).toHaveAttribute('aria-expanded', 'true')
  await expect(page).not.toHaveURL(/collapsed/)
})

test('an address restores the whole graph', async ({ page }) => {
  await openGraph(page, `${ticketing}&depth=3&direction=outgoing&kind=group&kind=domain`)
  await expect(page.getByRole('combobox', { name: 'Steps' })).toHaveValue('3')
  await expect(page.getByRole('combobox', { name: 'Direction' })).toHaveValue('outgoing')
  await expect(entity(page, /^Box office Domain/)).toBeVisible()
  await expect(entity(page, /Component/)).toHaveCount(0)
  await page.goto('/catalog-graph?root=component:default/no-such-thing')
  await expect(page.getByText('There is no such entity.')).toBeVisible()
})

test('no page pays for the drawing before it is on the screen', async ({ page }) => {
  const heavy: string[] = []
  page.on('request', (request) => {
    if (/GraphDrawing|elk-worker/.test(request.url())) heavy.push(request.url())
  })
  await page.setViewportSize({ width: 1440, height: 420 })
  await page.goto('/catalog')
  await expect(page.getByRole('table').getByRole('link').first()).toBeVisible()
  await page.goto('/catalog/default/component/ticket-sales')
  const card = page.getByRole('region', { name: 'Graph', exact: true })
  await expect(card).toBeAttached()
  await page.waitForLoadState('networkidle')
  expect(heavy).toEqual([])
  await card.scrollIntoViewIfNeeded()
  await untilDrawn(page)
  const around = card.getByRole('application', { name: 'What is related to Ticket sales' })
  await expect(around.getByRole('link', { name: /^sales-db/ })).toBeVisible()
  expect(heavy).toHaveLength(2)
})

test('a layout that cannot be made is explained, and made at the next attempt', async ({ page }) => {
  await page.route('**/elk-worker*', (route) => route.abort())
  await page.goto(ticketSales)
  const failure = page.getByRole('alert')
  await expect(failure).toBeVisible({ timeout: 20_000 })
  await page.unroute('**/elk-worker*')
  await failure.getByRole('button', { name: 'Try again' }).click()
  await untilDrawn(page)
  await expect(entity(page, /^sales-db/)).toBeVisible()
  await expect(failure).toHaveCount(0)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('a graph is fitted and centred by touch, and the page scrolls only down', async ({ page }) => {
    await openGraph(page, `${ticketing}&depth=2&relation=partOf`)
    await expect(entity(page, /^Ticketing System/)).toBeInViewport()
    await page.getByRole('button', { name: 'Show all of it' }).tap()
    await expect(entity(page, /^Seat maps/)).toBeInViewport()
    for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Zoom in' }).tap()
    await entity(page, 'Centre on Box office').tap()
    await expect(entity(page, /^Box office/)).toHaveAttribute('aria-current', 'true')
    await expect(entity(page, /^Box office/)).toBeInViewport()
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390)
  })
})

for (const scheme of ['light', 'dark'] as const) {
  for (const [what, path] of [
    ['the graph', `${ticketing}&depth=2`],
    ['a graph with names', `${ticketing}&depth=2&relation=partOf`],
    ['the graph as a table', `${ticketing}&view=table`],
    ['a graph to begin', '/catalog-graph'],
  ] as const) {
    test(`axe finds nothing wrong with ${what}, ${scheme}; a phone scrolls only down`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      if (!path.includes('table') && path.includes('root')) await untilDrawn(page)
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390)
    })
  }
}

/** Waits longer than for other pages: the first layout begins with a large script, and other tests run beside it. */
async function untilDrawn(page: Page) {
  await expect(page.locator('.cat-graph')).toHaveAttribute('data-placed', 'true', { timeout: 20_000 })
}

async function openGraph(page: Page, path: string) {
  await page.goto(path)
  await untilDrawn(page)
}

async function tabTo(page: Page, selector: string) {
  await expect(async () => {
    await page.keyboard.press('Tab')
    expect(await page.locator(`${selector}:focus, ${selector} :focus`).count()).toBe(1)
  }).toPass({ intervals: [0] })
}

const focusedRef = async (page: Page) => (await page.locator('[data-ref]:has(:focus)').getAttribute('data-ref')) ?? ''
