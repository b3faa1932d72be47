import { join } from 'node:path'
import { configsIn, eventually, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import { folderWith } from './fixtures/git-for-test.ts'
import git from './index.ts'

const page = new URL('../../../../docs/templates/git.md', import.meta.url).pathname
// The other block of the page is steps of a template.
const configs = (await configsIn(page)).filter(({ config }) => 'git' in config)

test('the page shows a config', () => {
  expect(configs).toHaveLength(1)
})

test.each(configs)('a portal starts with $at, and keeps the repository', async ({ config }) => {
  // Its shape is checked by the portal's start.
  const { local } = config.git as { local: Record<string, unknown> }
  const directory = join(await folderWith({}), 'repositories')
  await using portal = await startPortal({ plugins: [git], config: { git: { local: { ...local, directory } } } })
  await eventually(async () => {
    const response = await portal.fetch('/api/git/repositories')
    return JSON.stringify(await response.json()).includes('"claims"')
  })
})
