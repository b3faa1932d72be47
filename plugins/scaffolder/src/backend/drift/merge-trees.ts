import { diff3Merge } from 'node-diff3'

/** One file of a tree, or a symbolic link. */
export interface TreeEntry {
  /** Of a link: where it leads. */
  content: Buffer
  type: 'file' | 'executable' | 'link'
}

/** Files by path, `/` as separator. */
export type Tree = ReadonlyMap<string, TreeEntry>

/** Something that cannot be decided without a person. */
export interface MergeConflict {
  path: string
  why: string
}

/** What has to happen to the repository. */
export interface TreeMerge {
  write: Map<string, TreeEntry>
  remove: string[]
  conflicts: MergeConflict[]
}

/**
 * Merges what has changed in a template into what has become of its work.
 *
 * @param base - What the template made then.
 * @param template - What it makes now.
 * @param repository - What is in the repository now; what people did there is never thrown away.
 * @returns Text that both changed in the same place is written with conflict markers and listed.
 */
export function mergeTrees({
  base,
  template,
  repository,
}: Record<'base' | 'template' | 'repository', Tree>): TreeMerge {
  const merge: TreeMerge = { write: new Map(), remove: [], conflicts: [] }
  for (const path of [...new Set([...base.keys(), ...template.keys()])].sort()) {
    const [was, wanted, is] = [base.get(path), template.get(path), repository.get(path)]
    if (isSame(was, wanted) || isSame(is, wanted)) continue
    if (isSame(is, was)) {
      if (wanted) merge.write.set(path, wanted)
      else merge.remove.push(path)
    } else if (!wanted) {
      merge.conflicts.push({ path, why: 'The template no longer has it, but it was changed here. It was kept.' })
    } else if (!is) {
      merge.conflicts.push({ path, why: 'It was deleted here, but the template has changed it. It stays deleted.' })
    } else {
      mergeFile(merge, path, { was, wanted, is })
    }
  }
  return merge
}

function mergeFile(
  merge: TreeMerge,
  path: string,
  { was, wanted, is }: { was: TreeEntry | undefined; wanted: TreeEntry; is: TreeEntry },
): void {
  const type = was && was.type !== wanted.type ? wanted.type : is.type
  if (wanted.type === 'link' || is.type === 'link' || isBinary(wanted.content) || isBinary(is.content)) {
    if (was?.content.equals(wanted.content)) merge.write.set(path, { ...is, type })
    else merge.conflicts.push({ path, why: 'Both changed it, and it is no text. It was kept as it is here.' })
    return
  }
  const merged = mergeText(was?.content.toString() ?? '', wanted.content.toString(), is.content.toString())
  if (merged.hasConflicts) {
    merge.conflicts.push({ path, why: 'Both changed the same lines. They are between conflict markers.' })
  }
  const entry: TreeEntry = { content: Buffer.from(merged.text), type }
  if (!isSame(entry, is)) merge.write.set(path, entry)
}

function mergeText(base: string, template: string, repository: string): { text: string; hasConflicts: boolean } {
  // Kept with their ends, so that a last line without one stays so.
  const lines = (text: string) => text.split(/(?<=\n)/)
  const regions = diff3Merge(lines(repository), lines(base), lines(template), { excludeFalseConflicts: true })
  let hasConflicts = false
  const text = regions.map((region) => {
    if (region.ok) return region.ok.join('')
    hasConflicts = true
    const { a = [], b = [] } = region.conflict ?? {}
    return `<<<<<<< repository\n${closed(a)}=======\n${closed(b)}>>>>>>> template\n`
  })
  return { text: text.join(''), hasConflicts }
}

/** Lines with an end, so that a marker can follow. */
function closed(lines: readonly string[]): string {
  const text = lines.join('')
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

const isBinary = (content: Buffer) => content.subarray(0, 8000).includes(0)

function isSame(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  if (!a || !b) return a === b
  return a.type === b.type && a.content.equals(b.content)
}
