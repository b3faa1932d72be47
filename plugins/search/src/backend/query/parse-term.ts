/** What somebody typed, taken apart. */
export interface ParsedTerm {
  /** As typed, trimmed. */
  text: string
  /** Words to be found in any order, lower case, without signs; each with what may stand for it (`search.synonyms`). */
  words: readonly { word: string; synonyms: readonly string[] }[]
  /** What stood in quotation marks: words that follow each other. */
  phrases: readonly (readonly string[])[]
  /** Whether the last word may be the beginning of one: nothing follows it. */
  isPrefix: boolean
}
