import { minimatch } from 'minimatch'

/** One line of a CODEOWNERS file. */
export interface OwnerRule {
  pattern: string
  owners: string[]
}

/**
 * Reads a CODEOWNERS file of GitHub, GitLab or Bitbucket. A line without owners of its own has those of its section, which
 * only GitLab has.
 */
export function parseCodeOwners(text: string): OwnerRule[] {
  const rules: OwnerRule[] = []
  let sectionOwners: string[] = []
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.replace(/(?:^|\s)#.*$/, '').trim()
    const section = /^\^?\[[^\]]+\](?:\[\d+\])?\s*(.*)$/.exec(trimmed)
    if (section) {
      sectionOwners = words(section[1] ?? '')
      continue
    }
    const [pattern, ...owners] = words(trimmed)
    // With "!" GitLab takes files out of a section; nobody is named there.
    if (pattern === undefined || pattern.startsWith('!')) continue
    rules.push({ pattern, owners: owners.length > 0 ? owners : sectionOwners })
  }
  return rules
}

/**
 * The first owner of a file: of the last rule that matches it, as the hosts decide.
 *
 * @param path - In the repository, without a leading slash.
 */
export function findOwner(rules: readonly OwnerRule[], path: string): string | undefined {
  return rules.findLast(({ pattern }) => globsOf(pattern).some((glob) => minimatch(path, glob, { dot: true })))
    ?.owners[0]
}

/** The ref that an owner is in an entity: `@org/team` → `team`, `@user` → `User:user`, an address → what is before the `@`. */
export function ownerRef(owner: string): string {
  if (!owner.startsWith('@')) return owner.replace(/@.*$/, '')
  const name = owner.slice(1)
  const slash = name.lastIndexOf('/')
  return slash === -1 ? `User:${name}` : name.slice(slash + 1)
}

/** Words, in which a blank may stand behind a backslash. */
const words = (text: string) => (text.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replace(/\\(.)/g, '$1'))

/** A pattern is one of gitignore: anchored when it has a slash before its end; a folder stands for all below it. */
function globsOf(pattern: string): string[] {
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '')
  const isAnchored = /\/./.test(pattern)
  const glob = isAnchored ? bare : `**/${bare}`
  if (pattern.endsWith('/')) return [`${glob}/**`]
  // `docs/*` are the files of the folder, without those of the folders in it.
  return pattern.endsWith('/*') ? [glob] : [glob, `${glob}/**`]
}
