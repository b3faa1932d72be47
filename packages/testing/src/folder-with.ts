import { chmod, mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A file's text or bytes, or what is special about it. */
export type FileContent = string | Buffer | { program: string } | { link: string }

/** Makes a new temporary folder with these files. */
export async function folderWith(files: Record<string, FileContent>): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'callboard-folder-')))
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(target, content)
    else if ('link' in content) await symlink(content.link, target)
    else {
      await writeFile(target, content.program)
      await chmod(target, 0o755)
    }
  }
  return folder
}
