import { createHash } from 'node:crypto'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Workspace } from '../../model/index.ts'
import { readFolder } from '../files/folder-tree.ts'
import type { Tree, TreeEntry } from './merge-trees.ts'

const executable = 0o100
const pack = promisify(gzip)
const unpack = promisify(gunzip)

/** The files and links below a folder, without git's own. */
export async function readTree(folder: string): Promise<Tree> {
  const { files, links } = await readFolder(folder, 'the workspace')
  const tree = new Map<string, TreeEntry>()
  for (const { path, mode = 0, read } of files) {
    if (isOfGit(path)) continue
    tree.set(path, { content: await read(), type: mode & executable ? 'executable' : 'file' })
  }
  for (const { path, target } of links) tree.set(path, { content: Buffer.from(target), type: 'link' })
  return tree
}

const isOfGit = (path: string) => path.split('/').includes('.git')

/** Writes entries into a folder of the workspace, which is there afterwards in any case. @throws `scaffolder/path-escapes` */
export async function writeEntries(workspace: Workspace, folder: string, entries: Tree): Promise<void> {
  await mkdir(await workspace.resolve(folder), { recursive: true })
  for (const [path, { content, type }] of entries) {
    const place = await workspace.resolve(join(folder, path))
    await mkdir(dirname(place), { recursive: true })
    if (type === 'link') await symlink(content.toString(), place)
    else await writeFile(place, content, { mode: type === 'executable' ? 0o755 : 0o644 })
  }
}

type PackedEntry = [path: string, type: TreeEntry['type'], base64: string]

/** A tree as bytes. */
export async function packTree(tree: Tree): Promise<Buffer> {
  const entries = [...tree].map(([path, { type, content }]): PackedEntry => [path, type, content.toString('base64')])
  return pack(JSON.stringify(entries))
}

/** What {@link packTree} has packed. */
export async function unpackTree(bytes: Uint8Array): Promise<Tree> {
  const entries = JSON.parse((await unpack(bytes)).toString()) as PackedEntry[]
  return new Map(entries.map(([path, type, base64]) => [path, { type, content: Buffer.from(base64, 'base64') }]))
}

/** Names what is in a tree: equal trees have equal versions. 12 hexadecimal digits. */
export function versionOf(tree: Tree): string {
  const hash = createHash('sha256')
  for (const [path, { type, content }] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${type}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}
