import { Minimatch } from 'minimatch'
import { withinTime } from '../expressions/bounded-time.ts'

// Patterns come from templates, and some take for ever to match.
const timeoutMs = 1000
const maxBraceExpansions = 1000

/**
 * The paths that any of the globs matches; dot files too. A glob that is the path of a folder stands for all in it.
 *
 * @param paths - `/` as separator.
 * @throws Error when matching takes too long.
 */
export function matchGlobs(globs: readonly string[], paths: readonly string[]): Set<string> {
  return withinTime(timeoutMs, () => {
    const matchers = globs.map((glob) => {
      const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '')
      const options = { dot: true, nocomment: true, nonegate: true, braceExpandMax: maxBraceExpansions }
      return { folder: `${pattern}/`, glob: new Minimatch(pattern, options) }
    })
    return new Set(
      paths.filter((path) => matchers.some(({ folder, glob }) => path.startsWith(folder) || glob.match(path))),
    )
  })
}
