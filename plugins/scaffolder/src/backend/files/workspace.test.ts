import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { errors } from '../../model/index.ts'
import { openWorkspace } from './workspace.ts'

let root: string

beforeAll(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'callboard-workspace-')))
  root = join(folder, 'workspace')
  await mkdir(join(root, 'src', 'deep'), { recursive: true })
  await mkdir(join(folder, 'workspace-of-others'))
  await writeFile(join(root, 'src', 'main.ts'), '')
  const links: [string, string][] = [
    ['to-src', 'src'],
    ['to-file', 'src/main.ts'],
    ['to-nothing', 'src/not-yet.ts'],
    ['out', '..'],
    ['out-absolute', '/etc'],
    ['out-to-nothing', '../not-there-either'],
    ['out-over-link', 'to-deep/../../../x'],
    ['to-deep', 'src/deep'],
    ['circle', 'circle'],
    ['back-in', join(root, 'src')],
  ]
  for (const [name, target] of links) await symlink(target, join(root, name))
})

afterAll(() => rm(dirname(root), { recursive: true }))

test.each([
  ['the workspace itself', '.', ''],
  ['the workspace, named by nothing', '', ''],
  ['a file', 'src/main.ts', 'src/main.ts'],
  ['with ./ and doubled slashes', './src//main.ts', 'src/main.ts'],
  ['.. that stays inside', 'src/../src/main.ts', 'src/main.ts'],
  ['a file that does not exist yet', 'new/folder/file.ts', 'new/folder/file.ts'],
  ['a file behind a link', 'to-src/main.ts', 'src/main.ts'],
  ['a link to a file', 'to-file', 'src/main.ts'],
  ['a link to what does not exist yet', 'to-nothing', 'src/not-yet.ts'],
  ['something new behind a link', 'to-src/new.ts', 'src/new.ts'],
  ['an absolute link that comes back in', 'back-in/main.ts', 'src/main.ts'],
  ['a name that only looks like a way out', '..hidden', '..hidden'],
  ['a name with a backslash', 'a\\..\\b', 'a\\..\\b'],
  ['something below a file', 'src/main.ts/x', 'src/main.ts/x'],
])('%s is resolved', async (_, path, expected) => {
  expect(await openWorkspace(root).resolve(path)).toBe(join(root, expected))
})

test.each([
  ['a way out', '../x'],
  ['the folder above', '..'],
  ['a way out further down', 'src/../../x'],
  ['a folder beside it whose name begins alike', '../workspace-of-others'],
  ['an absolute path', '/etc/passwd'],
  ['an absolute path of the workspace', '/workspace'],
  ['a NUL byte', 'src/main.ts\0.png'],
  ['a link out', 'out'],
  ['something behind a link out', 'out/x'],
  ['an absolute link out', 'out-absolute/passwd'],
  ['a link to something outside that does not exist yet', 'out-to-nothing'],
  ['a link whose .. counts from behind another link', 'out-over-link'],
  ['a way out and in again over a link', 'to-src/../../workspace-of-others'],
  ['a link to itself', 'circle'],
  ['something behind a link to itself', 'circle/x'],
])('%s is refused', async (_, path) => {
  await expect(openWorkspace(root).resolve(path)).rejects.toSatisfy(errors.pathEscapes.is)
})
