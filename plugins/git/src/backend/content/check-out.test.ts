import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeEntry } from 'isomorphic-git'
import { expect, test } from 'vitest'
import { folderWith } from '../fixtures/git-for-test.ts'
import type { GitStore } from '../git-store.ts'
import { checkOut } from './check-out.ts'

const file = (path: string, content: string): TreeEntry => ({ path, oid: content, mode: '100644', type: 'blob' })
const link = (path: string, target: string): TreeEntry => ({ path, oid: target, mode: '120000', type: 'blob' })
const folder = (path: string, tree: string): TreeEntry => ({ path, oid: tree, mode: '040000', type: 'tree' })

/** A repository of somebody who writes trees that git would not write: the hash of a file is its content here. */
const storeOf = (trees: Record<string, TreeEntry[]>) =>
  ({
    readTree: async (hash: string) => trees[hash] ?? [],
    readBlob: async (hash: string) => Buffer.from(hash),
    // Checking out asks for nothing else.
  }) as unknown as GitStore

test.each<{ why: string; trees: Record<string, TreeEntry[]> }>([
  { why: 'a file above the folder', trees: { root: [file('../out', 'x')] } },
  { why: 'a folder called ..', trees: { root: [folder('..', 'up')], up: [file('out', 'x')] } },
  { why: 'an absolute path', trees: { root: [file('/tmp/out', 'x')] } },
  { why: 'a path of another system', trees: { root: [file('..\\out', 'x')] } },
  { why: 'a hook', trees: { root: [folder('.git', 'git')], git: [file('config', 'x')] } },
  { why: 'a hook, where case does not count', trees: { root: [folder('.GIT', 'git')], git: [file('config', 'x')] } },
  { why: 'a hook of a submodule', trees: { root: [folder('a', 'a')], a: [file('.git', 'gitdir: /x')] } },
  {
    why: 'a link and then a folder of the same name',
    trees: { root: [link('a', '..'), folder('a', 'a')], a: [file('out', 'x')] },
  },
  { why: 'a link and then a file of the same name', trees: { root: [link('a', '../out'), file('a', 'x')] } },
])('attack: $why', async ({ trees }) => {
  const around = await folderWith({ 'copy/.git/HEAD': 'kept' })
  const to = { folder: join(around, 'copy'), tree: 'root', remote: 'https://git.test/a' }
  await expect(checkOut(storeOf(trees), to)).rejects.toMatchObject({ code: 'git/malformed-tree' })
  expect(await readdir(around)).toEqual(['copy'])
  expect(await readdir(join(around, 'copy/.git'))).toEqual(['HEAD'])
  await checkOut(storeOf({ root: [file('good', 'y')] }), to)
  expect(await readFile(join(around, 'copy/good'), 'utf8')).toBe('y')
})
