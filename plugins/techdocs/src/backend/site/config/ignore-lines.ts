import ignore from 'ignore'
import type { ConfigReader } from './config-reader.ts'

/**
 * Lines of gitignore as far as they can be matched in little time. They become regular expressions, in which each star multiplies
 * the work.
 *
 * @param path - Where they stand.
 */
export function cheapLines(
  reader: ConfigReader,
  lines: readonly string[],
  path: readonly (string | number)[],
): string[] {
  return lines.filter((line) => {
    if (isCheap(line)) return true
    reader.drop(path, `A line of "${path.at(-1)}" has too many stars, so it is not used: ${line.slice(0, 80)}`)
    return false
  })
}

/** Whether few enough stars stand together. */
export const isCheap = (line: string) =>
  line.length <= 500 && line.split('**').length <= 4 && line.split('/').every((part) => part.split('*').length <= 4)

/**
 * Tells whether lines of gitignore name a path, which is clean and below their folder. As in MkDocs and unlike in git, the last line
 * that names the file decides, also below a folder that another line names.
 */
export function ignoredBy(lines: readonly string[]): (path: string) => boolean {
  const matchers = lines.map((line) => {
    const isKept = line.startsWith('!')
    return { isKept, matcher: ignore({ ignorecase: false }).add(isKept ? line.slice(1) : line) }
  })
  return (path) => {
    const last = matchers.findLast(({ matcher }) => matcher.ignores(path))
    return last !== undefined && !last.isKept
  }
}
