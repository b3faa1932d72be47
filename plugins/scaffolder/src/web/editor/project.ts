/** A file of a template, as it is edited and tried. */
export interface ProjectFile {
  /** From the folder of the project, with `/`. */
  path: string
  content: Uint8Array<ArrayBuffer>
  /** Writes the file where it came from; absent where that cannot be done. */
  save?: (content: Uint8Array<ArrayBuffer>) => Promise<void>
}

/** What is open in the editor: a template and the files beside it. */
export interface Project {
  title: string
  files: readonly ProjectFile[]
  /** Where it can be edited at its source: for templates of the catalog. */
  editUrl?: string | undefined
  /** Which of the files is the template, where that is known. */
  mainPath?: string | undefined
}

/** Nobody edits these, and a dry run reads none of them. */
const ignoredFolders = new Set(['.git', 'node_modules'])

/** Whether a file of this path belongs to a project. */
export const isWanted = (path: string): boolean => !path.split('/').some((part) => ignoredFolders.has(part))

/** Files that were chosen in a file dialog, their paths from the folder that was chosen. */
export async function projectOfUploads(uploads: readonly File[]): Promise<Project> {
  const [first] = uploads
  const folder = first?.webkitRelativePath.split('/')[0] ?? ''
  const files = uploads
    .map((file) => ({ file, path: file.webkitRelativePath.slice(folder === '' ? 0 : folder.length + 1) || file.name }))
    .filter(({ path }) => isWanted(path))
  return {
    title: folder || (first?.name ?? ''),
    files: sorted(
      await Promise.all(
        files.map(async ({ file, path }) => ({ path, content: new Uint8Array(await file.arrayBuffer()) })),
      ),
    ),
  }
}

/** A folder of this machine, whose files are written back when they are saved. */
export async function projectOfFolder(folder: FileSystemDirectoryHandle): Promise<Project> {
  const files: ProjectFile[] = []
  for await (const { path, handle } of filesIn(folder, '')) {
    files.push({
      path,
      content: new Uint8Array(await (await handle.getFile()).arrayBuffer()),
      async save(content) {
        const writable = await handle.createWritable()
        await writable.write(content)
        await writable.close()
      },
    })
  }
  return { title: folder.name, files: sorted(files) }
}

async function* filesIn(
  folder: FileSystemDirectoryHandle,
  path: string,
): AsyncGenerator<{ path: string; handle: FileSystemFileHandle }> {
  for await (const [name, handle] of folder.entries()) {
    const at = path === '' ? name : `${path}/${name}`
    if (!isWanted(at)) continue
    if (handle instanceof FileSystemDirectoryHandle) yield* filesIn(handle, at)
    else yield { path: at, handle: handle as FileSystemFileHandle }
  }
}

const sorted = (files: readonly ProjectFile[]) => files.toSorted((a, b) => (a.path < b.path ? -1 : 1))

/** The file to begin with: the template, as near to the top as there is one. */
export function mainFile(files: readonly ProjectFile[]): ProjectFile | undefined {
  const templates = files.filter(
    (file) => /\.ya?ml$/.test(file.path) && textOf(file.content)?.includes('kind: Template'),
  )
  const depth = ({ path }: ProjectFile) => path.split('/').length
  return templates.toSorted((a, b) => depth(a) - depth(b))[0] ?? files[0]
}

/** The text of a file; undefined of one that is no text. */
export function textOf(content: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}

/** The bytes of a text. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** As the API carries files. */
export function base64Of(content: Uint8Array<ArrayBuffer>): string {
  let binary = ''
  // In portions: a call takes only so many arguments.
  for (let at = 0; at < content.length; at += 0x8000)
    binary += String.fromCharCode(...content.subarray(at, at + 0x8000))
  return btoa(binary)
}

/** The bytes that {@link base64Of} wrote. */
export const bytesOfBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
