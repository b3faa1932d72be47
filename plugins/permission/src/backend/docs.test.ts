import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import catalog from '../../../catalog/src/backend/index.ts'
import scaffolder from '../../../scaffolder/src/backend/index.ts'
import permission from './index.ts'

const page = await readFile(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8')
/** Every block that says which file it is: `# policy.yaml`. */
const blocks = [...page.matchAll(/^```(?:yaml|csv)\n# (\S+)\n(.*?)^```/gms)].map(([, name = '', text = '']) => ({
  name,
  text,
}))
const configs = blocks.filter(({ name }) => name === 'app-config.yaml')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-docs-'))
  for (const { name, text } of blocks) await writeFile(join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** As whoever keeps templates apart from the rest writes it. */
const ofTemplates =
  'permission: { enabled: true, policy: { files: [./policy-of-templates.yaml], administrators: [user:default/x] } }'
test.each([...configs, { text: ofTemplates }])(
  'docs/permissions.md: the portal starts with $text',
  async ({ text }) => {
    const config = parse(text.replaceAll('./', `${folder}/`)) as Record<string, unknown>
    const lines: string[] = []
    await using portal = await startPortal({
      plugins: [catalog, scaffolder, permission],
      config,
      onLog: (line) => lines.push(line),
    })
    expect(lines.filter((line) => /"level":"(warn|error)"/.test(line))).toEqual([])
    const token = await portal.tokens.user('user:default/x', ['group:default/platform', 'user:default/alice'])
    const { roles } = (await (await portal.fetch('/api/permission/roles', { as: { token } })).json()) as {
      roles: unknown[]
    }
    expect(roles.length).toBeGreaterThan(0)
  },
)

test('every block of the page is one of these', () => {
  expect(blocks.map(({ name }) => name)).toEqual([
    ...[
      'app-config.yaml',
      'policy.yaml',
      'policy-of-templates.yaml',
      'app-config.yaml',
      'app-config.yaml',
      'rbac-policy.csv',
      'rbac-conditions.yaml',
    ],
  ])
})
