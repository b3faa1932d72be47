import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

const root = fileURLToPath(new URL('..', import.meta.url))

interface WorkerFixtures {
  /** Config files on top of the demo's and the tests': `test.use({ configs: [...] })` starts a portal of its own. */
  configs: readonly string[]
  /** Environment variables for those configs; whoever sets them starts what they lead to. */
  surroundings: Readonly<Record<string, string>>
  /** URL of a portal that runs the demo, its catalog read. */
  portal: string
}

/** A test with the demo portal running; addresses are relative to it. */
export const test = base.extend<{ baseURL: string }, WorkerFixtures>({
  configs: [[], { scope: 'worker', option: true }],
  surroundings: [{}, { scope: 'worker', option: true }],
  portal: [
    async ({ configs, surroundings }, use) => {
      await run('scripts/build-web.mjs', 'e2e/fixtures/weather')
      const { url, stop } = await startPortal(configs, surroundings)
      await use(url)
      await stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  baseURL: ({ portal }, use) => use(portal),
})

/** Finds nothing to complain about in the page, by the rules of WCAG 2.0 to 2.2, A and AA. */
export async function expectAccessible(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
}

/** As {@link expectAccessible}, in the light and in the dark, without loading the page again. */
export async function expectAccessibleInBothThemes(page: Page) {
  // axe takes a busy machine seconds, and looks twice.
  base.slow()
  for (const colorScheme of ['light', 'dark'] as const) {
    // Colours that fade from one to the other would be looked at halfway.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expectAccessible(page)
  }
}

/** On a phone, a page scrolls down and never to the side. */
export async function expectNarrow(page: Page) {
  await page.setViewportSize({ width: 390, height: 844 })
  expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBe(390)
}

/** Takes back what the guest has set, so that the next test begins as everybody does. */
export async function forgetSetting(portal: string, bucket: string, key: string) {
  const headers = await guestHeaders(portal)
  const reply = await fetch(`${portal}/api/user-settings/buckets/${bucket}/keys/${key}`, { method: 'DELETE', headers })
  expect(reply.status).toBe(204)
}

function run(script: string, ...args: string[]) {
  return new Promise<void>((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' })
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}.`))))
  })
}

async function startPortal(configs: readonly string[], surroundings: Readonly<Record<string, string>>) {
  const files = ['app-config.yaml', 'e2e/app-config.e2e.yaml', ...configs].flatMap((file) => ['--config', file])
  const child = spawn(
    process.execPath,
    ['--conditions=callboard-source', 'packages/cli/src/main.ts', 'start', ...files],
    {
      cwd: root,
      env: { ...process.env, ...surroundings, NODE_ENV: 'development' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  try {
    const url = await announcedUrl(child)
    await untilCatalogIsRead(url)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function announcedUrl(child: ChildProcessByStdio<null, Readable, Readable>) {
  let output = ''
  return new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /running: (http:\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`The portal ended with ${code} before it was up:\n${output}`)))
  })
}

/** The demo's systems are its largest source, and read last. */
async function untilCatalogIsRead(url: string) {
  const headers = await guestHeaders(url)
  await expect(async () => {
    const reply = await fetch(`${url}/api/catalog/entities/by-name/component/default/lorry-router`, { headers })
    expect(reply.status).toBe(200)
  }).toPass({ timeout: 20_000 })
}

async function guestHeaders(url: string) {
  const reply = await fetch(`${url}/api/auth/guest/refresh`)
  // The shape is fixed by spec/platform.md 5.2.
  const { backstageIdentity } = (await reply.json()) as { backstageIdentity: { token: string } }
  return { authorization: `Bearer ${backstageIdentity.token}` }
}
