/**
 * Fills a message: `{name}` takes a value, as does `{count, number}`, `{count, plural, =0 {none} one {# entity} other {# entities}}` chooses by the
 * language's plural rules, `#` being the number. Apostrophes are ordinary text.
 *
 * @param message - What is not well formed is shown as it stands, so that a translator's slip never hides a page.
 * @param values - A missing value leaves its placeholder in sight.
 * @param language - A BCP 47 tag; numbers are written its way.
 */
export function formatMessage(message: string, values: object, language: string): string {
  if (!message.includes('{')) return message
  return fill(message, values, { language, count: undefined })
}

interface Scope {
  language: string
  /** What `#` stands for. */
  count: number | undefined
}

function fill(message: string, values: object, scope: Scope): string {
  let out = ''
  for (let at = 0; at < message.length; ) {
    const character = message.charAt(at)
    if (character === '#' && scope.count !== undefined) {
      out += write(scope.count, scope.language)
      at += 1
      continue
    }
    const end = character === '{' ? closingBrace(message, at) : -1
    if (end < 0) {
      out += character
      at += 1
      continue
    }
    out += placeholder(message.slice(at + 1, end), values, scope)
    at = end + 1
  }
  return out
}

function placeholder(inner: string, values: object, scope: Scope): string {
  const [, name = inner.trim(), cases] = /^\s*(\w+)\s*(?:,\s*number\s*|,\s*plural\s*,(.*))?$/s.exec(inner) ?? []
  const value = Object.hasOwn(values, name) ? Reflect.get(values, name) : undefined
  if (value === undefined || value === null) return `{${inner}}`
  if (cases === undefined) return write(value, scope.language)
  const count = Number(value)
  const options = pluralOptions(cases)
  const chosen =
    options.get(`=${count}`) ?? options.get(new Intl.PluralRules(scope.language).select(count)) ?? options.get('other')
  return chosen === undefined ? `{${inner}}` : fill(chosen, values, { ...scope, count })
}

function pluralOptions(cases: string): Map<string, string> {
  const options = new Map<string, string>()
  for (let at = 0; at < cases.length; ) {
    const open = cases.indexOf('{', at)
    const close = open < 0 ? -1 : closingBrace(cases, open)
    if (close < 0) break
    options.set(cases.slice(at, open).trim(), cases.slice(open + 1, close))
    at = close + 1
  }
  return options
}

function closingBrace(text: string, open: number): number {
  let depth = 0
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1
    if (text[at] === '}') depth -= 1
    if (depth === 0) return at
  }
  return -1
}

const write = (value: unknown, language: string): string =>
  typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : String(value)
