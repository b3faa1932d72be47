/** Answers about one state of the index. */
export interface KeptAnswers<T> {
  get(question: string, make: () => Promise<T>): Promise<T>
}

const maxKept = 200

/**
 * Keeps answers until the index changes. To ask for the state costs one tiny query, so that what other replicas write is
 * seen as well.
 */
export function keepAnswers<T>(version: () => Promise<number>): KeptAnswers<T> {
  let state = -1
  let kept = new Map<string, Promise<T>>()
  return {
    async get(question, make) {
      const now = await version()
      // What is kept under a state was made after it was read: a slow reader only empties the rest.
      if (now !== state) {
        state = now
        kept = new Map()
      }
      const known = kept.get(question)
      if (known) return known
      const mine = kept
      const made = make()
      mine.set(question, made)
      made.catch(() => mine.delete(question))
      for (const oldest of mine.keys()) {
        if (mine.size <= maxKept) break
        mine.delete(oldest)
      }
      return made
    },
  }
}
