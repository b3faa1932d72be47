import { withinTime } from '../expressions/bounded-time.ts'

// Patterns come from templates, and some take for ever to match.
const timeoutMs = 1000
const pathsAtATime = 1000
const maxBraceExpansions = 1000

/**
 * The paths that any of the globs matches; dot files too. A glob that is the path of a folder stands for all in it.
 *
 * @param paths - `/` as separator.
 * @throws Error when matching takes too long.
 */
export async function matchGlobs(globs: readonly string[], paths: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>()
  if (globs.length === 0) return found
  const { Minimatch } = await import('minimatch')
  const options = { dot: true, nocomment: true, nonegate: true, braceExpandMax: maxBraceExpansions }
  const matchers = withinTime(timeoutMs, () =>
    globs.map((glob) => {
      const pattern = glob.replace(/^\.\//, '').replace(/\/+$/, '')
      return { folder: `${pattern}/`, glob: new Minimatch(pattern, options) }
    }),
  )
  const matches = (path: string) => matchers.some(({ folder, glob }) => path.startsWith(folder) || glob.match(path))
  for (let start = 0; start < paths.length; start += pathsAtATime) {
    withinTime(timeoutMs, () => {
      for (const path of paths.slice(start, start + pathsAtATime)) if (matches(path)) found.add(path)
    })
  }
  return found
}
