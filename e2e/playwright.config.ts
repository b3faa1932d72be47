import { defineConfig } from '@playwright/test'

// Screenshots are made when they are asked for: `npm run screenshots`.
const wantsScreenshots = process.argv.some((argument) => argument.includes('@screenshots'))

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // One portal serves a worker's tests; two cores are busy with it and the browser already.
  workers: 1,
  timeout: 30_000,
  forbidOnly: process.env.CI !== undefined,
  // A shared machine may starve the browser for seconds. `npm test` names what passed only the second time.
  retries: process.env.CI === undefined ? 0 : 1,
  grepInvert: wantsScreenshots ? undefined : /@screenshots/,
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Chromium refuses to sandbox itself for root, as containers run it.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
    trace: 'retain-on-failure',
  },
})
