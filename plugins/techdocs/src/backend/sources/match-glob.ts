/**
 * Whether a path fits a pattern: `*` and `?` within a segment, `**` for any segments. Whatever a pattern is made of, the time
 * grows with its length and the path's and no faster: patterns come from whoever writes docs.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  return fits(path.split('/'), pattern.split('/'), { run: '**', one: matchesSegment })
}

const matchesSegment = (text: string, pattern: string) =>
  fits([...text], [...pattern], { run: '*', one: (char, wanted) => wanted === '?' || char === wanted })

/** Goes back to the last run alone: whatever an earlier one takes, a later one can take as well. */
function fits(
  items: readonly string[],
  pattern: readonly string[],
  { run, one }: { run: string; one: (item: string, wanted: string) => boolean },
): boolean {
  let at = 0
  let wanted = 0
  let lastRun = -1
  let runEnd = 0
  while (at < items.length) {
    if (pattern[wanted] === run) {
      lastRun = wanted++
      runEnd = at
    } else if (wanted < pattern.length && one(items[at] ?? '', pattern[wanted] ?? '')) {
      at++
      wanted++
    } else if (lastRun >= 0) {
      wanted = lastRun + 1
      at = ++runEnd
    } else return false
  }
  return pattern.slice(wanted).every((rest) => rest === run)
}
