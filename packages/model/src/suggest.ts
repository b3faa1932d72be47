/** The candidate that `text` was probably meant to be: another casing, or a slip of one or two letters. */
export function findSimilar(text: string, candidates: Iterable<string>): string | undefined {
  const wanted = text.slice(0, 100).toLowerCase()
  let best: { candidate: string; distance: number } | undefined
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    const isNear = distance <= Math.min(2, Math.floor(candidate.length / 3))
    if (isNear && (best === undefined || distance < best.distance)) best = { candidate, distance }
  }
  return best?.candidate
}

/** How many letters must be added, taken away or replaced to get from one text to the other. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
