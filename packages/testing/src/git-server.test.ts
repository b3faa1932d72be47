import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GitServer, startGitServer } from './git-server.ts'

let server: GitServer
let folder: string

beforeEach(async () => {
  server = await startGitServer()
  folder = await mkdtemp(join(tmpdir(), 'callboard-git-client-'))
})

afterEach(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const env = { PATH: process.env.PATH, HOME: '/nonexistent', GIT_TERMINAL_PROMPT: '0' }
const git = (...args: string[]) =>
  promisify(execFile)('git', ['-c', 'user.name=Bo', '-c', 'user.email=bo@acme.test', ...args], { cwd: folder, env })

test('what the real git client pushes is there, with modes and links', async () => {
  await server.createRepository('acme/shop')
  await git('init', '--quiet', '--initial-branch', 'main')
  await writeFile(join(folder, 'README.md'), 'Bread.\n')
  await writeFile(join(folder, 'run.sh'), '#!/bin/sh\n')
  await chmod(join(folder, 'run.sh'), 0o755)
  await symlink('README.md', join(folder, 'LIESMICH.md'))
  await git('add', '--all')
  await git('commit', '--quiet', '--message', 'First')
  await git('push', '--quiet', `${server.url}/acme/shop.git`, 'main')
  expect(await server.readTree('acme/shop')).toEqual([
    { path: 'LIESMICH.md', mode: '120000', content: 'README.md' },
    { path: 'README.md', mode: '100644', content: 'Bread.\n' },
    { path: 'run.sh', mode: '100755', content: '#!/bin/sh\n' },
  ])
  expect(await server.git('acme/shop', 'log', '--format=%an %s', 'main')).toBe('Bo First')
  expect(server.requests.at(-1)).toBe('POST /acme/shop.git/git-receive-pack 200')
})

test('what is committed on the server is cloned, from an address without .git too', async () => {
  await server.createRepository('acme/tools/_git/shop', { defaultBranch: 'trunk' })
  await server.commit('acme/tools/_git/shop', { 'a/b.txt': 'one', 'gone.txt': 'two' }, 'trunk')
  await server.commit('acme/tools/_git/shop', { 'gone.txt': undefined }, 'trunk')
  await git('clone', '--quiet', `${server.url}/acme/tools/_git/shop`, 'copy')
  expect(await readFile(join(folder, 'copy/a/b.txt'), 'utf8')).toBe('one')
  expect(await server.readTree('acme/tools/_git/shop')).toEqual([{ path: 'a/b.txt', mode: '100644', content: 'one' }])
})

test.each([
  { why: 'a repository that is not there', path: 'acme/other', header: 'Basic eDp5', message: 'not found' },
  { why: 'other credentials', path: 'acme/shop', header: 'Basic bm8=', message: 'could not read Username' },
])('refused: $why', async ({ path, header, message }) => {
  await server.createRepository('acme/shop')
  await server.commit('acme/shop', { a: 'a' })
  server.authorization = 'Basic eDp5'
  const list = (at: string, authorization: string) =>
    git('-c', `http.extraHeader=authorization: ${authorization}`, 'ls-remote', `${server.url}/${at}.git`)
  await expect(list(path, header)).rejects.toThrow(message)
  expect((await list('acme/shop', 'Basic eDp5')).stdout).toContain('refs/heads/main')
})
