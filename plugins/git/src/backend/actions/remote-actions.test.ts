import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findMismatches } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import { readScmDefaults } from '@callboard/plugin-scaffolder'
import { type GitServer, startGitServer } from '@callboard/testing/git-server'
import { plainConfig } from '@callboard/testing/servers'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fill, folderWith, gitForTest } from '../fixtures/git-for-test.ts'
import { runGitAction } from '../fixtures/run-git-action.ts'
import { remoteActions } from './remote-actions.ts'
import type { RemoteSetup } from './remote-input.ts'

let server: GitServer
let setup: RemoteSetup
let count = 0

beforeAll(async () => {
  server = await startGitServer()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.authorization = undefined
  const { git } = gitForTest({ allow: [server.host] })
  setup = { git, scm: { byUrl: () => undefined }, defaults: readScmDefaults(plainConfig({})) }
})

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`

async function repository() {
  const path = `acme/shop-${++count}`
  await server.createRepository(path)
  return { path, remoteUrl: `${server.url}/${path}.git` }
}
function run(id: string, input: JsonObject, workspace: string) {
  const action = remoteActions(setup).find((one) => one.id === id)
  if (!action) throw new Error(`There is no action ${id}.`)
  return runGitAction(action, { input, workspace })
}

test('what is cloned and changed is pushed to a branch, with the token', async () => {
  const { path, remoteUrl } = await repository()
  await server.commit(path, { 'a.txt': '1' })
  server.authorization = basic('ada:open')
  const workspace = await folderWith({})
  await mkdir(join(workspace, 'shop'))
  const access = { remoteUrl, token: 'open', username: 'ada' }
  const cloned = await run('git:clone', { ...access, targetPath: 'shop' }, workspace)
  expect(cloned).toEqual({ branch: 'main', commitHash: await server.git(path, 'rev-parse', 'main') })
  expect(await readFile(join(workspace, 'shop/a.txt'), 'utf8')).toBe('1')

  const push = { ...access, branch: 'more', sourcePath: 'shop', commitMessage: 'More', gitAuthorName: 'Ada' }
  expect(await run('git:commit-and-push', push, workspace)).toEqual({})
  await fill(workspace, { 'shop/b.txt': '2' })
  const pushed = await run('git:commit-and-push', push, workspace)
  expect(await server.git(path, 'log', '-1', '--format=%H %an %s', 'more')).toBe(`${pushed.commitHash} Ada More`)
  await expect(run('git:clone', { remoteUrl, targetPath: 'other' }, workspace)).rejects.toMatchObject({
    code: 'git/refused',
  })
})

test('an empty repository gets its first commit by the author of the config', async () => {
  const { path, remoteUrl } = await repository()
  const author = { name: 'Robot', email: 'robot@acme.test' }
  setup.defaults = readScmDefaults(plainConfig({ scaffolder: { defaultAuthor: author } }))
  await run('git:publish', { remoteUrl, sourcePath: 'src' }, await folderWith({ 'src/a.txt': '1', 'b.txt': '2' }))
  expect((await server.readTree(path)).map((file) => file.path)).toEqual(['a.txt'])
  expect(await server.git(path, 'log', '--format=%an %ae %s', 'main')).toBe('Robot robot@acme.test Initial commit')
})

test("an integration's credentials are used, unless people must bring their own", async () => {
  const { remoteUrl } = await repository()
  server.authorization = basic('x:of-the-portal')
  const gitHeaders = async (_: string, token?: string) => ({ authorization: basic(`x:${token ?? 'of-the-portal'}`) })
  setup.scm = { byUrl: () => ({ gitHeaders }) }
  const workspace = await folderWith({ a: '1' })
  expect(await run('git:publish', { remoteUrl }, workspace)).toHaveProperty('commitHash')
  await expect(run('git:publish', { remoteUrl, token: 'mine' }, workspace)).rejects.toMatchObject({
    code: 'git/refused',
  })
  setup.defaults = { ...setup.defaults, requiresUserCredentials: true }
  await expect(run('git:publish', { remoteUrl }, workspace)).rejects.toMatchObject({
    code: 'scaffolder/needs-user-token',
  })
})

test('a commit that shall be signed needs a key', async () => {
  const { remoteUrl } = await repository()
  const published = run('git:publish', { remoteUrl, signCommit: true }, await folderWith({ a: '1' }))
  await expect(published).rejects.toMatchObject({ code: 'scaffolder/no-signing-key' })
})

test('every example holds to the schema, and every input is described', () => {
  for (const { id, input, examples = [] } of remoteActions(setup)) {
    expect(examples.length, id).toBeGreaterThan(0)
    for (const example of examples) expect(findMismatches(input, example.input), id).toEqual([])
    // They are objects.
    const { properties } = input as unknown as { properties: Record<string, { description?: string }> }
    for (const [name, property] of Object.entries(properties))
      expect(property.description, `${id} ${name}`).toBeTruthy()
  }
})
