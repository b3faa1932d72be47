import type { DocsHistory } from '../../../model/site.ts'

const maxContributors = 20

/** Begins the line of a commit; no path holds it. */
export const commitMark = '\u0001'
/** What {@link parseGitLog} reads, for `--format`: the instant, and the author's name. Nobody's address. */
export const logFormat = `%x01%aI%x09%aN`

/**
 * Reads what `git log --name-only -z` prints with {@link logFormat}, the newest first.
 *
 * @returns By path, from the folder that git was asked about.
 */
export function parseGitLog(log: string): Map<string, DocsHistory> {
  const histories = new Map<string, DocsHistory>()
  for (const commit of log.split(commitMark).slice(1)) {
    const [head = '', ...paths] = commit.split(/[\0\n]+/)
    const tab = head.indexOf('\t')
    const updatedAt = toUtc(head.slice(0, tab))
    const name = head.slice(tab + 1)
    if (tab < 0 || updatedAt === undefined) continue
    for (const path of paths.filter(Boolean)) addCommit(histories, path, { updatedAt, name })
  }
  return histories
}

/** Adds an older commit. */
export function addCommit(
  histories: Map<string, DocsHistory>,
  path: string,
  { updatedAt, name }: { updatedAt: string; name: string },
): void {
  const history = histories.get(path) ?? { updatedAt, contributors: [] }
  histories.set(path, history)
  const isKnown = name === '' || history.contributors.some((contributor) => contributor.name === name)
  if (!isKnown && history.contributors.length < maxContributors) history.contributors.push({ name })
}

/** ISO 8601 UTC; undefined for what is no instant. */
export function toUtc(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}
