import { chromium } from '@playwright/test'

const base = process.argv[2]
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const [size, width, height] of [
  ['wide', 1440, 900],
  ['phone', 390, 844],
])
  for (const colorScheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme })
    for (const [n, p] of [
      ['fields', '/create/fields?field=RepoUrlPicker'],
      ['action', '/create/actions?action=fetch:template'],
      ['expr', '/create/templating-extensions'],
      ['edit', '/create/edit?template=template:default/node-service'],
    ]) {
      await page.goto(base + p)
      await page.waitForTimeout(1500)
      await page.screenshot({ path: `/tmp/tw/r-${n}-${size}-${colorScheme}.png` })
    }
    await page.close()
  }
await browser.close()
