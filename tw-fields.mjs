import { chromium } from '@playwright/test'

const base = process.argv[2]
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
page.setDefaultTimeout(8000)
page.on('pageerror', (e) => console.log('ERR', e.message))
page.on('console', (m) => {
  if (['error', 'warning'].includes(m.type())) console.log('console', m.text().slice(0, 300))
})
for (const [n, p] of [
  ['fields', '/create/fields?field=EntityPicker'],
  ['actions-real', '/create/actions?action=fetch:template'],
  ['expr-real', '/create/templating-extensions'],
  ['gallery', '/create'],
  ['tasks-real', '/create/tasks'],
]) {
  await page.goto(base + p)
  await page.waitForTimeout(1200)
  await page.screenshot({ path: `/tmp/tw/${n}.png` })
}
await browser.close()
