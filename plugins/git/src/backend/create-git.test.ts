import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPortal } from '@callboard/testing'
import { type GitServer, startGitServer } from '@callboard/testing/git-server'
import { createMessage, generateKey, readKey, readSignature, verify } from 'openpgp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Git } from '../model/git.ts'
import { type Content, fill, folderWith, gitForTest } from './fixtures/git-for-test.ts'
import gitPlugin from './index.ts'

const author = { name: 'Ada Night', email: 'ada@northlight.example' }
const first = { author, message: 'Doors open', branch: 'main' }

let server: GitServer
let git: Git
let waits: number[]
let count = 0

beforeAll(async () => {
  server = await startGitServer()
})
afterAll(() => server.stop())

beforeEach(() => {
  ;({ git, waits } = gitForTest({ allow: [server.host] }))
  server.authorization = undefined
  server.intercept = undefined
})

/** A new empty repository. */
async function repository(defaultBranch = 'main') {
  const path = `acme/shop-${++count}`
  await server.createRepository(path, { defaultBranch })
  return { path, remote: { url: `${server.url}/${path}.git` } }
}

test.each<{ why: string; files: Record<string, Content>; tree: { path: string; mode: string; content: string }[] }>([
  {
    why: 'programs stay programs and links stay links',
    files: { 'a/run.sh': { program: '#!/bin/sh\n' }, 'b.txt': 'text', 'c.txt': { link: 'b.txt' }, d: { link: '/etc' } },
    tree: [
      { path: 'a/run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'b.txt', mode: '100644', content: 'text' },
      { path: 'c.txt', mode: '120000', content: 'b.txt' },
      { path: 'd', mode: '120000', content: '/etc' },
    ],
  },
  {
    why: 'a repository in the content is ignored, wherever it is',
    files: { '.git/config': 'x', '.git/HEAD': 'x', 'lib/.git/HEAD': 'x', 'lib/a': 'a', 'sub/.git': 'gitdir: /x' },
    tree: [{ path: 'lib/a', mode: '100644', content: 'a' }],
  },
  {
    why: 'what .gitignore names is left out',
    files: {
      '.gitignore': 'node_modules/\n*.log\n!keep.log\n',
      'a.log': '',
      'keep.log': '',
      'node_modules/x/index.js': '',
      'lib/.gitignore': 'secret\n',
      'lib/secret': '',
      secret: 'no',
    },
    tree: [
      { path: '.gitignore', mode: '100644', content: 'node_modules/\n*.log\n!keep.log\n' },
      { path: 'keep.log', mode: '100644', content: '' },
      { path: 'lib/.gitignore', mode: '100644', content: 'secret\n' },
      { path: 'secret', mode: '100644', content: 'no' },
    ],
  },
  {
    why: 'names sort as git sorts them, and may be any text',
    files: { 'a-b': '1', 'a/x': '2', 'a.txt': '3', 'ä ö/☂.md': '4' },
    tree: [
      { path: 'a-b', mode: '100644', content: '1' },
      { path: 'a.txt', mode: '100644', content: '3' },
      { path: 'a/x', mode: '100644', content: '2' },
      { path: 'ä ö/☂.md', mode: '100644', content: '4' },
    ],
  },
  { why: 'an empty folder gives an empty commit', files: { 'a/.git/x': '' }, tree: [] },
])('publish: $why', async ({ files, tree }) => {
  const { path, remote } = await repository()
  const folder = await folderWith(files)
  const { commitHash } = await git.publish({ ...first, folder, remote })
  expect(await server.readTree(path)).toEqual(tree)
  const listed = tree.map((entry) => ({ path: entry.path, mode: entry.mode }))
  expect(await git.listFiles(folder)).toEqual(expect.arrayContaining(listed))
  expect(await git.listFiles(folder)).toHaveLength(tree.length)
  expect(await server.git(path, 'fsck', '--strict')).toBe('')
  expect(await server.git(path, 'log', '--format=%H %an %ae %cn %s', 'main')).toBe(
    `${commitHash} Ada Night ada@northlight.example Ada Night Doors open`,
  )
})

test('publish takes any branch, and bytes that are no text', async () => {
  const { path, remote } = await repository('feature/doors')
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256))
  await git.publish({ ...first, branch: 'feature/doors', folder: await folderWith({ bytes }), remote })
  expect(await server.git(path, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/feature/doors')
  const copy = join(await mkdtemp(join(tmpdir(), 'callboard-git-')), 'copy')
  await git.clone({ remote, folder: copy })
  expect(bytes.equals(await readFile(join(copy, 'bytes')))).toBe(true)
})

test('publish gives the commit that an earlier attempt has pushed, and refuses over any other', async () => {
  const { path, remote } = await repository()
  const folder = await folderWith({ a: '1' })
  const { commitHash } = await git.publish({ ...first, message: 'One', folder, remote })
  expect(await git.publish({ ...first, message: 'Two', folder, remote })).toEqual({ commitHash })
  await fill(folder, { a: '2' })
  await expect(git.publish({ ...first, folder, remote })).rejects.toMatchObject({ code: 'git/branch-moved' })
  expect(await server.git(path, 'rev-parse', 'main')).toBe(commitHash)
})

test('clone brings the newest commit of the branch, with modes and links', async () => {
  const { remote, path } = await repository()
  const files = { 'a/run.sh': { program: '#!/bin/sh\n' }, 'b.txt': 'text', 'c.txt': { link: 'b.txt' } }
  const { commitHash } = await git.publish({ ...first, folder: await folderWith(files), remote })
  const folder = join(await folderWith({}), 'copy')
  expect(await git.clone({ remote, folder })).toEqual({ branch: 'main', commitHash })
  expect((await lstat(join(folder, 'a/run.sh'))).mode & 0o777).toBe(0o755)
  expect(await readlink(join(folder, 'c.txt'))).toBe('b.txt')
  expect(await readFile(join(folder, 'b.txt'), 'utf8')).toBe('text')
  await expect(git.clone({ remote, folder })).rejects.toMatchObject({ code: 'git/folder-not-empty' })
  await expect(git.clone({ remote, folder: `${folder}2`, branch: 'none' })).rejects.toMatchObject({
    code: 'git/branch-not-found',
    message: `${server.url}/${path}.git has no branch "none".`,
  })
})

test('commitAndPush adds a commit to the branch, or makes a branch', async () => {
  const { remote, path } = await repository()
  await server.commit(path, { 'keep.txt': '1', 'gone.txt': '2', 'kept.log': 'tracked' })
  await server.commit(path, { '.gitignore': '*.log\n' })
  const folder = join(await folderWith({}), 'copy')
  await git.clone({ remote, folder })
  expect(await git.commitAndPush({ ...first, folder, remote })).toBeUndefined()

  await rm(join(folder, 'gone.txt'))
  await fill(folder, { 'new.txt': '3', 'kept.log': 'changed', 'other.log': 'ignored' })
  const one = await git.commitAndPush({ ...first, message: 'One', folder, remote })
  expect(await server.git(path, 'show', '--format=%s', '--name-status', 'main')).toBe(
    'One\n\nD\tgone.txt\nM\tkept.log\nA\tnew.txt',
  )
  await fill(folder, { 'new.txt': '4' })
  const two = await git.commitAndPush({ ...first, branch: 'more', message: 'Two', folder, remote })
  expect(await server.git(path, 'log', '--format=%H %s', 'more', '--max-count=2')).toBe(
    `${two?.commitHash} Two\n${one?.commitHash} One`,
  )
  expect(await server.git(path, 'rev-parse', 'main')).toBe(one?.commitHash)
  expect(await server.git(path, 'fsck', '--strict')).toBe('')
})

test('the first commit of an empty repository is made in its clone', async () => {
  const { remote, path } = await repository()
  const folder = await folderWith({})
  expect(await git.clone({ remote, folder, branch: 'main' })).toEqual({ branch: 'main' })
  await fill(folder, { a: '1' })
  const pushed = await git.commitAndPush({ ...first, folder, remote })
  expect(await server.git(path, 'rev-parse', 'main')).toBe(pushed?.commitHash)
})

test('commitAndPush gives what an earlier attempt has pushed, and refuses when others have pushed', async () => {
  const { remote, path } = await repository()
  await server.commit(path, { a: '1' })
  const [mine, again, late] = [await folderWith({}), await folderWith({}), await folderWith({})]
  for (const folder of [mine, again, late]) await git.clone({ remote, folder })
  for (const folder of [mine, again]) await fill(folder, { a: '2' })
  await fill(late, { b: '3' })
  const pushed = await git.commitAndPush({ ...first, message: 'Mine', folder: mine, remote })
  expect(await git.commitAndPush({ ...first, message: 'Again', folder: again, remote })).toEqual(pushed)
  await fill(again, { c: '4' })
  await git.commitAndPush({ ...first, message: 'On top', folder: again, remote })
  await expect(git.commitAndPush({ ...first, folder: late, remote })).rejects.toMatchObject({
    code: 'git/branch-moved',
  })
  expect(await server.git(path, 'log', '--format=%s', 'main')).toBe('On top\nMine\nBy the test.')
})

test('a repository whose default branch does not exist says so', async () => {
  const { remote } = await repository('trunk')
  await git.publish({ ...first, folder: await folderWith({ a: '1' }), remote })
  const cloned = git.clone({ remote, folder: await folderWith({}) })
  await expect(cloned).rejects.toMatchObject({ code: 'git/no-default-branch' })
})

test('a signed commit verifies with the public key', async () => {
  const { remote, path } = await repository()
  const { privateKey, publicKey } = await generateKey({ userIDs: [author], format: 'armored' })
  await git.publish({ ...first, folder: await folderWith({ a: '1' }), remote, signingKey: privateKey })
  const commit = await server.git(path, 'cat-file', 'commit', 'main')
  // The signature is a header of several lines; what is signed is everything else.
  const header = /\ngpgsig (.+(?:\n .*)+)/.exec(commit)
  const { signatures } = await verify({
    message: await createMessage({ text: `${commit.replace(header?.[0] ?? '', '')}\n` }),
    signature: await readSignature({ armoredSignature: (header?.[1] ?? '').replaceAll('\n ', '\n') }),
    verificationKeys: await readKey({ armoredKey: publicKey }),
  })
  expect(await signatures[0]?.verified).toBe(true)
  const broken = git.publish({ ...first, folder: await folderWith({ a: '1' }), remote, signingKey: 'no key' })
  await expect(broken).rejects.toMatchObject({ code: 'git/bad-signing-key' })
})

test.each([
  { why: 'a host that fails and recovers', status: 503, times: 2, waits: [2000, 4000], code: undefined },
  { why: 'a repository that is not known yet', status: 404, times: 1, waits: [2000], code: undefined },
  { why: 'a host that only fails', status: 500, times: 9, waits: [2000, 4000, 8000, 16000, 32000], code: 'git/failed' },
  { why: 'credentials that are refused', status: 401, times: 9, waits: [], code: 'git/refused' },
  { why: 'rights that are missing', status: 403, times: 9, waits: [], code: 'git/refused' },
])('a push is repeated as it should be: $why', async ({ status, times, waits: expected, code }) => {
  const { remote } = await repository()
  let left = times
  server.intercept = () => (left-- > 0 ? status : undefined)
  const pushed = git.publish({ ...first, folder: await folderWith({ a: '1' }), remote })
  if (code) await expect(pushed).rejects.toMatchObject({ code })
  else await expect(pushed).resolves.toMatchObject({ commitHash: expect.stringMatching(/^[0-9a-f]{40}$/) })
  expect(waits).toEqual(expected)
})

test('what a hook of the host says is told, and nothing is repeated', async () => {
  const { remote, path } = await repository()
  await server.git(path, 'config', 'receive.denyCurrentBranch', 'refuse')
  await fill(join(await hooksOf(path)), { update: { program: '#!/bin/sh\necho "No Fridays." >&2\nexit 1\n' } })
  await expect(git.publish({ ...first, folder: await folderWith({ a: '1' }), remote })).rejects.toMatchObject({
    code: 'git/push-declined',
    message: expect.stringContaining('hook declined'),
  })
  expect(waits).toEqual([])
})

test('credentials are sent, and never told', async () => {
  const { remote } = await repository()
  const authorization = `Basic ${Buffer.from('x:open-sesame').toString('base64')}`
  server.authorization = authorization
  const folder = await folderWith({ a: '1' })
  await git.publish({ ...first, folder, remote: { ...remote, headers: { authorization } } })
  const wrong = { ...remote, headers: { authorization: `Basic ${Buffer.from('x:let-me-in').toString('base64')}` } }
  const failure = await git.clone({ remote: wrong, folder: `${folder}2` }).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 'git/refused' })
  expect(JSON.stringify(failure) + String(failure)).not.toMatch(/let-me-in|eDps/)
})

test('attack: a remote on a host that nobody allowed', async () => {
  const { remote } = await repository()
  const folder = await folderWith({ a: '1' })
  const secret = { authorization: 'Basic c2VjcmV0' }
  const other = gitForTest({ allow: ['git.acme.test'] }).git
  const pushed = other.publish({ ...first, folder, remote: { ...remote, headers: secret } })
  await expect(pushed).rejects.toMatchObject({ code: 'url-reader/not-allowed' })
  expect(server.requests.filter((line) => line.includes(new URL(remote.url).pathname))).toEqual([])
  expect(await git.publish({ ...first, folder, remote })).toHaveProperty('commitHash')
})

test('a task that is cancelled ends the call', async () => {
  const { remote } = await repository()
  const cancelled = AbortSignal.abort(new Error('Cancelled.'))
  const folder = await folderWith({ a: '1' })
  await expect(git.publish({ ...first, folder, remote, signal: cancelled })).rejects.toThrow('Cancelled.')
})

const hooksOf = async (path: string) => join(await server.git(path, 'rev-parse', '--absolute-git-dir'), 'hooks')

test('a key that a process left on the disk when it was killed is gone after the next start', async () => {
  const dead = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))']).stdout.toString()
  const ofProcess = (pid: string | number) => `callboard-git-${hostname().replaceAll(/[^\w.]/g, '_')}-${pid}-`
  const left = join(tmpdir(), `${ofProcess(dead)}aa`)
  await mkdir(join(left, 'ssh-aa'), { recursive: true })
  await writeFile(join(left, 'ssh-aa/key'), 'private')
  await using _portal = await startPortal({ plugins: [gitPlugin] })
  await expect(readdir(left)).rejects.toThrow('ENOENT')

  // What works now is named so, too.
  const seen: string[] = []
  server.intercept = () => {
    seen.push(...readdirSync(tmpdir()))
    return undefined
  }
  const { remote } = await repository()
  await git.publish({ ...first, remote, folder: await folderWith({ a: 'a' }) })
  expect(seen.some((name) => name.startsWith(ofProcess(process.pid)))).toBe(true)
})
