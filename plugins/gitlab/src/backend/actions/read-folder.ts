import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The modes that git knows of files: plain, executable, and symbolic link. */
export type FileMode = '100644' | '100755' | '120000'

/** A file as git would keep it. */
export interface FolderFile {
  /** From the folder, with `/`. */
  path: string
  mode: FileMode
  /** Of a symbolic link: where it leads. */
  content: Buffer
  /** Git's id of the content. */
  id: string
}

/** Reads all files of a folder, in the order of their paths. Links are not followed; folders named `.git` are left out. */
export async function readFolder(folder: string): Promise<FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, '/').length))
    .filter((path) => !path.split('/').includes('.git'))
    .sort()
  const files: FolderFile[] = []
  for (const path of paths) {
    const full = join(folder, path)
    const stats = await lstat(full)
    const isLink = stats.isSymbolicLink()
    const content = isLink ? Buffer.from(await readlink(full)) : await readFile(full)
    const mode = isLink ? '120000' : stats.mode & 0o100 ? '100755' : '100644'
    files.push({ path, mode, content, id: blobId(content) })
  }
  return files
}

const blobId = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
