/** A word of a text, with where it stands. */
export interface TextWord {
  /** As the index knows it: folded, without signs. */
  word: string
  /** What it is made of when it is a compound: `PaymentService`, `payment-service` and `payment.service` are payment and service. */
  parts: readonly string[]
  /** UTF-16 offsets in the text. */
  start: number
  end: number
}

/** Longer words are known by their beginning, in UTF-16 units. */
export const maxWordLength = 64

// Scripts without spaces between words: each sign is a word, and neighbours are found as neighbours.
const spaceless = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}`
const letters = String.raw`[[\p{L}\p{N}\p{M}]--[${spaceless}]]`
// Each sign joins exactly two runs of letters, so there is one way to read a text: time is linear in its length.
const runs = new RegExp(String.raw`[${spaceless}]|${letters}+(?:[\-_.'’]${letters}+)*`, 'gv')

/** The words of a text in their order. */
export function* wordsOf(text: string): Generator<TextWord> {
  for (const { 0: run, index } of text.matchAll(runs)) {
    const pieces = piecesOf(run)
    const parts = pieces.map(foldWord).filter((part) => part !== '')
    const word = cutWord(parts.join(''), maxWordLength)
    if (word === '') continue
    const isCompound = parts.length > 1 && parts.length <= 12
    yield { word, parts: isCompound ? parts : [], start: index, end: index + run.length }
  }
}

/** Lower case, without accents, compatible forms as one: `Zürich` is `zurich`. */
export function foldWord(word: string): string {
  if (isAscii.test(word)) return cutWord(word.toLowerCase(), maxWordLength)
  const bare = word.normalize('NFKD').replace(accents, '').normalize('NFC').toLowerCase().replaceAll('ß', 'ss')
  return cutWord(bare.replace(notLetters, ''), maxWordLength)
}

/** The first so many UTF-16 units, but no half of a letter: PostgreSQL refuses those. */
export function cutWord(word: string, length: number): string {
  if (word.length <= length) return word
  const cut = word.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

const isAscii = /^[\0-\x7f]*$/
const accents = /[\u0300-\u036f]/g
const notLetters = /[^\p{L}\p{N}\p{M}]/gu

/** A compound at its signs and humps. An apostrophe is no seam: `don't` is one word, `director's` is `director`. */
function piecesOf(run: string): string[] {
  if (plain.test(run)) return [run]
  const bare = run.replace(/['’]s$/i, '').replace(/['’]/g, '')
  return bare.split(/[-_.]/).flatMap((piece) => piece.replace(humps, '$& ').split(' '))
}

const plain = /^(?:\p{Lu}?[\p{Ll}\p{N}]*|\p{Lu}+)$/u
const humps = /[\p{Ll}\p{N}](?=\p{Lu})|\p{Lu}(?=\p{Lu}\p{Ll})/gu
