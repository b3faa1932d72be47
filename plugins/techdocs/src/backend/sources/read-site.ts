import { createHash } from 'node:crypto'
import type { DocsProblem } from '../../model/site.ts'
import type { CopyLimits } from './limits.ts'
import { canNameFiles, isSelected, type Selection, selectFiles } from './select-files.ts'

/** A file that a read of a source met. */
export interface FoundFile {
  path: string
  size: number
  /** Tells without a look inside that it has not changed: its time and size. */
  stamp?: string
  /** Absent when the stamp is that of the copy. */
  content?: Uint8Array
}

/** A folder that a site can be read from. */
export interface SiteFolder {
  /**
   * Gives the selected files, those that may name others always with their content.
   *
   * @param isWanted - Says for each, before it is read, whether there is still room.
   */
  read(selection: Selection, isWanted: (path: string, size: number) => boolean): Promise<FoundFile[]>
  /** What could not be read, for its owner. */
  problems(): DocsProblem[]
}

/** A file of a copy. */
export interface CopiedFile {
  path: string
  size: number
  /** SHA-256 of the content, hex. */
  hash: string
  stamp?: string | undefined
  /** Absent when the copy has it already. */
  content?: Uint8Array
}

/** What a site needs of its source. */
export interface SiteRead {
  /** By path, ascending by code unit. */
  files: CopiedFile[]
  /** Changes when any file does. */
  version: string
  selection: Selection
  problems: DocsProblem[]
}

/** Configs name folders, folders hold pages, pages name snippets, and these may name more. */
const maxPasses = 8

/**
 * Reads what a site needs: first what every site has, then what that names, until nothing more is named.
 *
 * @param known - The files of the copy, by path.
 */
export async function readSite(
  folder: SiteFolder,
  { known, limits }: { known: ReadonlyMap<string, CopiedFile>; limits: CopyLimits },
): Promise<SiteRead> {
  const found = new Map<string, FoundFile>()
  const texts = new Map<string, string>()
  let selection = selectFiles(texts)
  let room = roomFor(limits)
  for (let pass = 0; pass < maxPasses; pass++) {
    // Each pass starts with empty hands: a selection may also get smaller, once the config is known.
    room = roomFor(limits)
    found.clear()
    for (const file of await folder.read(selection, room.isWanted)) {
      found.set(file.path, file)
      if (file.content && canNameFiles(file.path)) texts.set(file.path, Buffer.from(file.content).toString('utf8'))
    }
    const next = selectFiles(texts)
    if (isSame(next, selection)) break
    selection = next
  }
  const files = [...found.values()]
    .filter(({ path }) => isSelected(path, selection))
    .map((file) => copied(file, known.get(file.path)))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, version: versionOf(files), selection, problems: [...room.problems(), ...folder.problems()] }
}

const isSame = (a: Selection, b: Selection) => JSON.stringify(a) === JSON.stringify(b)

function copied({ path, size, stamp, content }: FoundFile, before: CopiedFile | undefined): CopiedFile {
  if (!content) {
    if (!before) throw new Error(`${path} was taken for unchanged, and there is no copy of it.`)
    return before
  }
  const hash = createHash('sha256').update(content).digest('hex')
  return { path, size, hash, ...(stamp !== undefined && { stamp }), ...(before?.hash !== hash && { content }) }
}

/** Changes when any of the files does. */
export function versionOf(files: readonly CopiedFile[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file.path}\0${file.hash}\n`)
  return hash.digest('hex').slice(0, 32)
}

/** Holds a read to the limits, and remembers what it left out. */
function roomFor({ maxFileBytes, maxSiteBytes, maxFiles }: CopyLimits) {
  const tooLarge = new Set<string>()
  let bytes = 0
  let files = 0
  let firstOver: string | undefined
  return {
    isWanted(path: string, size: number): boolean {
      if (size > maxFileBytes) {
        tooLarge.add(path)
        return false
      }
      if (files >= maxFiles || bytes + size > maxSiteBytes) {
        firstOver ??= path
        return false
      }
      files += 1
      bytes += size
      return true
    },
    problems: (): DocsProblem[] => [
      ...[...tooLarge].map((file) => ({
        code: 'file-too-large',
        file,
        message: `It is larger than ${megabytes(maxFileBytes)} and is left out.`,
      })),
      ...(firstOver === undefined
        ? []
        : [
            {
              code: 'site-too-large',
              file: firstOver,
              message: `The site has more than ${maxFiles} files or ${megabytes(maxSiteBytes)}: this file and what follows it is left out.`,
            },
          ]),
    ],
  }
}

const megabytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`
