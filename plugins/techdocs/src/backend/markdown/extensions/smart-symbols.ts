import type { Extension } from '../extension.ts'
import { replacePattern } from '../inline.ts'

/** `pymdownx.smartsymbols`: `(c)`, `-->`, `1/2`, `1st` and their like. */
export const smartSymbols: Extension = ({ md }, settings) => {
  const isOn = (name: string) => settings[name] !== false
  md.core.ruler.after('linkify', 'smart_symbols', ({ tokens }) => {
    for (const token of tokens) {
      if (token.type !== 'inline') continue
      replacePattern(token, symbols, ([text]) => (isOn(switchOf[text] ?? 'arrows') ? entities[text] : undefined))
      if (isOn('fractions')) replacePattern(token, fractions, ([text]) => entities[text])
      if (isOn('ordinal_numbers')) replacePattern(token, ordinals, ([text]) => ordinal(text))
    }
  })
}

const entities: Readonly<Record<string, string>> = {
  '(tm)': '&trade;',
  '(c)': '&copy;',
  '(r)': '&reg;',
  'c/o': '&#8453;',
  '+/-': '&plusmn;',
  '=/=': '&ne;',
  '-->': '&rarr;',
  '<--': '&larr;',
  '<-->': '&harr;',
  '1/4': '&frac14;',
  '1/2': '&frac12;',
  '3/4': '&frac34;',
  '1/3': '&#8531;',
  '2/3': '&#8532;',
  '1/5': '&#8533;',
  '2/5': '&#8534;',
  '3/5': '&#8535;',
  '4/5': '&#8536;',
  '1/6': '&#8537;',
  '5/6': '&#8538;',
  '1/8': '&#8539;',
  '3/8': '&#8540;',
  '5/8': '&#8541;',
  '7/8': '&#8542;',
}
/** The setting that switches a symbol off. */
const switchOf: Readonly<Record<string, string>> = {
  '(tm)': 'trademark',
  '(c)': 'copyright',
  '(r)': 'registered',
  'c/o': 'care_of',
  '+/-': 'plusminus',
  '=/=': 'notequal',
}

const symbols = /\((?:tm|c|r)\)|\bc\/o\b|\+\/-|=\/=|<-->|(?<!-)-->|<--(?!-)/g
const fractions = /(?<!\d)\d\/\d(?!\d)/g
const ordinals = /\b\d{1,20}(?:st|nd|rd|th)\b/g

/** `112th` is one, `112nd` is not. */
function ordinal(text: string): string | undefined {
  const number = text.slice(0, -2)
  const last = Number(number.slice(-1))
  const isTeen = number.length > 1 && number.at(-2) === '1'
  const ending = isTeen && last >= 1 && last <= 3 ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th')
  return text.endsWith(ending) && !/^0\d/.test(number) ? `${number}<sup>${ending}</sup>` : undefined
}
