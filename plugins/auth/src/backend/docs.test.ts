import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@callboard/kernel'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import gitea from '@callboard/plugin-gitea/backend'
import github from '@callboard/plugin-github/backend'
import gitlab from '@callboard/plugin-gitlab/backend'
import ldap from '@callboard/plugin-ldap/backend'
import saml from '@callboard/plugin-saml/backend'
import { selfSignedCertificate, startPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import auth from './index.ts'

const pages = new URL('../../../../docs/auth/', import.meta.url)
const names = (await readdir(pages)).filter((name) => name.endsWith('.md'))
const blocks = (
  await Promise.all(
    names.map(async (page) => {
      const text = await readFile(new URL(page, pages), 'utf8')
      return [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ''], i) => ({ page, number: i + 1, yaml }))
    }),
  )
).flat()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-docs-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Where a secret must have a form, one of that form; anything else is a text. */
function environmentOf(yaml: string): Record<string, string> {
  const secrets = [...yaml.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name)
  return Object.fromEntries(
    secrets.map((name) => [name, /CERT/.test(name) ? certificate : randomBytes(24).toString('hex')]),
  )
}
const { certificate } = selfSignedCertificate('idp.example.com')
/** What Azure App Service tells. */
const platform: Record<string, string> = {
  WEBSITE_SKU: 'Standard',
  WEBSITE_AUTH_ENABLED: 'True',
  WEBSITE_AUTH_TOKEN_STORE: 'true',
}

test('every way to sign in has a page with a config', () => {
  expect(blocks.length).toBeGreaterThan(20)
  expect(new Set(blocks.map(({ page }) => page)).size).toBeGreaterThan(15)
})

describe('a portal starts with what the docs say', () => {
  test.each(blocks)('$page, config $number', async ({ yaml, page, number }) => {
    const file = join(folder, `${page}-${number}.yaml`)
    await writeFile(file, yaml)
    const loaded = await loadConfig({ configFiles: [file], cwd: folder, env: environmentOf(yaml) })
    const config = loaded.get() as Record<string, unknown> // A page shows whole configs.
    const lines: string[] = []
    await using portal = await startPortal({
      plugins: [auth, catalog, events, gitea, github, gitlab, ldap, saml],
      config,
      isDevelopment: false,
      env: platform,
      onLog: (line) => void (/"level":"(?:warn|error)"/.test(line) && lines.push(line)),
    })
    const configured = Object.keys((loaded.get('auth.providers') ?? {}) as object)
    const reply = await portal.fetch('/api/auth/v1/providers', { as: 'nobody' })
    expect(reply.status, lines.join('\n')).toBe(200)
    const { providers } = (await reply.json()) as { providers: { id: string }[] }
    const isHidden = (id: string) =>
      id === 'guest' && loaded.get('auth.providers.guest.dangerouslyAllowOutsideDevelopment') !== true
    expect(providers.map(({ id }) => id)).toEqual(configured.filter((id) => !isHidden(id)))
    expect(lines).toEqual([])
  })
})
