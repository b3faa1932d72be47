import { lstat, mkdir, readdir, readFile, readlink, realpath, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { errors } from '../../model/index.ts'
import { isInside, resolveInside } from '../files/workspace.ts'

/** A file in a request. */
export interface UploadedFile {
  path: string
  base64Content: string
}

/** A file of the result. */
export interface ResultFile extends UploadedFile {
  executable: boolean
}

/** What a reply may hold, before base64. */
const maxResultBytes = 32 * 1024 * 1024

/**
 * Writes the files of a request below a folder.
 *
 * @param folder - Absolute, and there.
 * @throws `scaffolder/path-escapes`, `scaffolder/unusable-upload`
 */
export async function writeFiles(folder: string, files: readonly UploadedFile[]): Promise<void> {
  for (const { path, base64Content } of files) {
    try {
      const target = await resolveInside(folder, path)
      await mkdir(dirname(target), { recursive: true })
      // Never through a link, and never over another file of the request.
      await writeFile(target, Buffer.from(base64Content, 'base64'), { flag: 'wx' })
    } catch (cause) {
      if (errors.pathEscapes.is(cause)) throw cause
      throw errors.unusableUpload({ path }, { cause })
    }
  }
}

/**
 * Reads the files below a folder, by path; `.git` is left out (spec/scaffolder.md 6). Links are read only where they lead to a
 * file inside; of all others their text is the content.
 *
 * @throws `scaffolder/result-too-large`
 */
export async function readFiles(folder: string): Promise<ResultFile[]> {
  const root = await realpath(folder)
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name))
  const files: ResultFile[] = []
  let bytes = 0
  for (const path of paths.sort()) {
    const name = relative(root, path).split(sep)
    if (name.includes('.git')) continue
    const file = await readOne(root, path)
    if (!file) continue
    bytes += file.content.length
    if (bytes > maxResultBytes) throw errors.resultTooLarge({ maxBytes: maxResultBytes })
    files.push({ path: name.join('/'), executable: file.executable, base64Content: file.content.toString('base64') })
  }
  return files
}

async function readOne(root: string, path: string): Promise<{ content: Buffer; executable: boolean } | undefined> {
  const info = await lstat(path)
  if (info.isFile()) return { content: await readFile(path), executable: isExecutable(info.mode) }
  if (!info.isSymbolicLink()) return undefined
  // A link that leads nowhere has no real path.
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined || !isInside(root, target))
    return { content: Buffer.from(await readlink(path)), executable: false }
  const { mode, ...found } = await stat(target).then((one) => ({ mode: one.mode, isFile: one.isFile() }))
  return found.isFile ? { content: await readFile(target), executable: isExecutable(mode) } : undefined
}

const isExecutable = (mode: number) => (mode & 0o100) !== 0
