/**
 * Turns `?` into `$1`, `$2`… as PostgreSQL wants them; quoted text, quoted names and comments stay as they are.
 *
 * Operators that contain a question mark (of jsonb) cannot be written: use the functions behind them, such as
 * `jsonb_exists`. Strings with backslash escapes (`E'…'`) must not contain an escaped quote; double it instead.
 */
export function numberPlaceholders(text: string): string {
  let n = 0
  return text.replace(quotedOrPlaceholder, (found) => (found === '?' ? `$${++n}` : found))
}

const quotedOrPlaceholder = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|\?/g
