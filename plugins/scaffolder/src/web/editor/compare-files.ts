import { diffComm } from 'node-diff3'

/** A file that a dry run made. */
export interface MadeFile {
  path: string
  executable: boolean
  base64Content: string
}

/** A file against what the dry run before made of it. */
export interface ComparedFile {
  path: string
  /** `first` where there was no dry run before. */
  change: 'first' | 'added' | 'changed' | 'same' | 'removed'
  file: MadeFile
  before: MadeFile | undefined
}

/** All files of two dry runs, by path. */
export function compareFiles(made: readonly MadeFile[], before: readonly MadeFile[] | undefined): ComparedFile[] {
  const known = new Map(before?.map((file) => [file.path, file]))
  const compared = made.map((file): ComparedFile => {
    const previous = known.get(file.path)
    known.delete(file.path)
    if (!before) return { path: file.path, change: 'first', file, before: undefined }
    if (!previous) return { path: file.path, change: 'added', file, before: undefined }
    const isSame = previous.base64Content === file.base64Content && previous.executable === file.executable
    return { path: file.path, change: isSame ? 'same' : 'changed', file, before: previous }
  })
  const removed = [...known.values()].map(
    (file): ComparedFile => ({ path: file.path, change: 'removed', file, before: file }),
  )
  return [...compared, ...removed].toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

/** A line of a comparison. */
export interface DiffLine {
  text: string
  change: 'added' | 'removed' | 'same'
}

/** Past this the comparison takes longer than anybody waits. */
const mostLines = 3_000

/** Line by line what became of a text; undefined where it is too long to compare. */
export function diffLines(before: string, after: string): DiffLine[] | undefined {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  if (old.length > mostLines || fresh.length > mostLines) return undefined
  return diffComm(old, fresh).flatMap(({ common, buffer1 = [], buffer2 = [] }) => [
    ...(common ?? []).map((text) => ({ text, change: 'same' as const })),
    ...buffer1.map((text) => ({ text, change: 'removed' as const })),
    ...buffer2.map((text) => ({ text, change: 'added' as const })),
  ])
}
