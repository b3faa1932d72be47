import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Git, GitFile } from '@callboard/plugin-git'

/** A file as git would keep it, with its content. */
export interface FolderFile extends GitFile {
  /** Of a symbolic link: where it leads. */
  content: Buffer
  /** Git's id of the content. */
  id: string
}

/** Reads all files of a folder that a commit of it would hold. */
export async function readFolder(git: Git, folder: string): Promise<FolderFile[]> {
  const files: FolderFile[] = []
  for (const file of await git.listFiles(folder)) {
    const path = join(folder, file.path)
    const content = file.mode === '120000' ? await readlink(path, 'buffer') : await readFile(path)
    files.push({ ...file, content, id: blobId(content) })
  }
  return files
}

const blobId = (content: Buffer) => createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
