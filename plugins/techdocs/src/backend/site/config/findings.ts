import type { DocsNotice, DocsProblem } from '../../../model/site.ts'

/** What is found while a site is read: problems for its owner, notices for its readers. */
export interface Findings {
  problems: DocsProblem[]
  notices: DocsNotice[]
}

/** Orders problems as people mend them: file by file, from the top. */
export function sortProblems(problems: readonly DocsProblem[]): DocsProblem[] {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
  return [...problems].sort(
    (a, b) =>
      order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || order(a.code, b.code) || order(a.message, b.message),
  )
}
