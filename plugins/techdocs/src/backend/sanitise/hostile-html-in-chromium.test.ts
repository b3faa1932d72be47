import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSanitiser } from './create-sanitiser.ts'
import { hostile } from './fixtures/hostile.ts'
import { hostileOptions } from './fixtures/hostile-options.ts'
import { dangersIn, pageState, recordAlerts, useAll } from './fixtures/in-page.mjs'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const sanitiser = createSanitiser(hostileOptions)
const names = Object.keys(hostile)
/** The attacks, each saying who it is when it runs. */
const attacks = Object.values(hostile).map((html, index) => html.replaceAll('alert(1)', `alert(${index})`))

/** Where a browser reads the same text otherwise. */
const places = [
  '',
  '<svg>',
  '<svg><desc>',
  '<math>',
  '<math><mtext>',
  '<table>',
  '<table><tr>',
  '<select>',
  '<noscript>',
  '<ul><li><p>',
]

describe.skipIf(!executablePath)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  /** Puts each into a page of its own place, uses everything in it, and tells what ran, what was asked for, and what is there. */
  async function show(fragments: readonly string[]) {
    const context = await browser.newContext()
    const page = await context.newPage()
    const requests: string[] = []
    await page.route('**', (route) => {
      const url = route.request().url()
      if (url === 'https://docs.example/')
        return route.fulfill({ contentType: 'text/html', body: '<div id="root"></div>' })
      requests.push(url)
      return route.abort()
    })
    await page.addInitScript(recordAlerts)
    await page.goto('https://docs.example/')
    const ran = await page.evaluate(useAll, [...fragments])
    const found: string[] = await page.evaluate(`(${dangersIn.toString()})(document.getElementById('root'))`)
    const ofPage = await page.evaluate(pageState)
    await context.close()
    return { ran: [...new Set(ran)].map((index) => names[index]), requests, found, ofPage }
  }

  test('the attacks run when they are not cleaned', async () => {
    const chosen = attacks.filter((_, index) => /^(handler|link):/.test(names[index] ?? ''))
    expect((await show(chosen)).ran.length).toBeGreaterThan(40)
  })

  test.each(places)('nothing of the cleaned runs, fetches or covers the page within "%s"', async (place) => {
    const result = await show(attacks.map((html) => `${place}${sanitiser.clean(html)}`))
    expect(result.ran).toEqual([])
    expect(result.requests.filter((url) => url.includes('evil'))).toEqual([])
    expect(result.found.filter((danger) => danger !== place)).toEqual([])
    expect(result.ofPage).toEqual({
      cookie: 'string',
      body: 'body',
      getElementById: 'function',
      querySelector: 'function',
      defaultView: true,
      root: 'body',
      title: '',
    })
  })

  test('one after the other in one page they do no more', async () => {
    const result = await show([
      sanitiser.clean(attacks.join('\n')),
      attacks.map((html) => sanitiser.clean(html)).join('\n'),
    ])
    expect(result.ran).toEqual([])
    expect(result.found).toEqual([])
  })
})
