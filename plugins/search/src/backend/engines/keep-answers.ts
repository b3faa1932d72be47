/** Answers about one state of the index. */
export interface KeptAnswers<T> {
  get(question: string, make: () => Promise<T>): Promise<T>
}

/**
 * Keeps answers until the index changes. To ask for the state costs one tiny query, so that what other replicas write is
 * seen as well.
 *
 * @param options.sizeOf - About how many characters an answer holds.
 * @param options.most - So many characters are kept in all; what was asked longest ago goes first.
 */
export function keepAnswers<T>(
  version: () => Promise<number>,
  { sizeOf, most }: { sizeOf: (answer: T) => number; most: number },
): KeptAnswers<T> {
  let state = -1
  let kept = new Map<string, { answer: T; size: number }>()
  let total = 0
  return {
    async get(question, make) {
      const now = await version()
      if (now !== state) {
        state = now
        kept = new Map()
        total = 0
      }
      const mine = kept
      const known = mine.get(question)
      if (known) {
        mine.delete(question)
        mine.set(question, known)
        return known.answer
      }
      const answer = await make()
      const size = sizeOf(answer) + question.length
      // The index may have changed meanwhile, and somebody else may have asked the same.
      if (mine !== kept || mine.has(question) || size > most / 4) return answer
      mine.set(question, { answer, size })
      total += size
      for (const [oldest, entry] of mine) {
        if (total <= most) break
        mine.delete(oldest)
        total -= entry.size
      }
      return answer
    },
  }
}
