/** What the person looks for in the palette. */
export interface PaletteQuery {
  scope: 'any' | 'actions' | 'people' | 'kinds'
  /** Without the sign and blanks around. */
  text: string
}

const signs = { '>': 'actions', '@': 'people', '#': 'kinds' } as const

/** Reads what was typed: `>`, `@` and `#` at the start narrow the search. */
export function parsePaletteQuery(typed: string): PaletteQuery {
  const text = typed.trimStart()
  const sign = text.charAt(0)
  if (sign !== '>' && sign !== '@' && sign !== '#') return { scope: 'any', text: text.trim() }
  return { scope: signs[sign], text: text.slice(1).trim() }
}

/** Whether every word of `text` occurs in the title, in any order and casing. */
export function matchesTitle(title: string, text: string): boolean {
  const lower = title.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
