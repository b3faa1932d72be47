/**
 * What forms of an English word share: `tickets`, `ticketed` and `ticketing` are `ticket`. Light, so that what is typed
 * and what is meant stay near; both databases get the same.
 *
 * @param word - Folded.
 */
export function stemOf(word: string): string {
  if (word.length < 4 || !ascii.test(word)) return word
  const single = singularOf(word)
  const base =
    withoutEnding(single, 'ing') ?? (single.endsWith('eed') ? undefined : withoutEnding(single, 'ed')) ?? single
  // After `ing` and `ed` nobody knows whether there was an e: `pricing`, `price`.
  return base.length > 3 && base.endsWith('e') ? base.slice(0, -1) : base
}

const ascii = /^[a-z]+$/

function singularOf(word: string): string {
  if (!word.endsWith('s') || word.endsWith('ss') || word.endsWith('us') || word.endsWith('is')) return word
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`
  if (/(?:ss|x|ch|sh|zz)es$/.test(word)) return word.slice(0, -2)
  return word.slice(0, -1)
}

function withoutEnding(word: string, ending: 'ing' | 'ed'): string | undefined {
  if (!word.endsWith(ending)) return undefined
  const base = word.slice(0, -ending.length)
  if (base.length < 3 || !/[aeiouy]/.test(base)) return undefined
  if (ending === 'ed' && base.endsWith('i')) return `${base.slice(0, -1)}y`
  const last = base.at(-1)
  const isDoubled = last === base.at(-2) && !'lszaeiou'.includes(last ?? '')
  return isDoubled ? base.slice(0, -1) : base
}
