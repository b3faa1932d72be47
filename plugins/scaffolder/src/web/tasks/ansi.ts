/** What a piece of terminal text looks like; each is a class `task-ansi-<look>`. */
export type AnsiLook = 'bad' | 'good' | 'warning' | 'accent' | 'muted' | 'bold'

/** A piece of a line that looks the same throughout. */
export interface AnsiPiece {
  text: string
  look: AnsiLook | undefined
}

const esc = '\u001b'
const bell = '\u0007'

/** Control sequences of terminals: colours end in m; titles, cursor moves and the rest only disappear. */
const sequence = new RegExp(
  [
    String.raw`${esc}\[([0-9;]*)m`,
    String.raw`${esc}\[[0-?]*[ -/]*[@-~]`,
    String.raw`${esc}\][^${bell}${esc}]*(?:${bell}|${esc}\\)`,
    String.raw`(?!\t)\p{Cc}`,
  ].join('|'),
  'gu',
)

const looks: Readonly<Record<number, AnsiLook>> = {
  1: 'bold',
  2: 'muted',
  30: 'muted',
  31: 'bad',
  32: 'good',
  33: 'warning',
  34: 'accent',
  35: 'accent',
  36: 'accent',
  90: 'muted',
  91: 'bad',
  92: 'good',
  93: 'warning',
  94: 'accent',
  95: 'accent',
  96: 'accent',
}

/** Splits a line of a terminal by its colours; the theme decides what they are. */
export function ansiPieces(line: string): AnsiPiece[] {
  const pieces: AnsiPiece[] = []
  let look: AnsiLook | undefined
  let from = 0
  for (const found of line.matchAll(sequence)) {
    add(line.slice(from, found.index))
    from = found.index + found[0].length
    if (found[1] !== undefined) look = lookAfter(look, found[1])
  }
  add(line.slice(from))
  return pieces

  function add(text: string) {
    if (text !== '') pieces.push({ text, look })
  }
}

/** The line as people read it. */
export const withoutAnsi = (line: string): string => line.replace(sequence, '')

function lookAfter(before: AnsiLook | undefined, codes: string): AnsiLook | undefined {
  const last = Number(codes.split(';').at(-1))
  if (last === 0 || last === 39 || last === 22) return undefined
  return codes.split(';').reduce((look, code) => looks[Number(code)] ?? look, before)
}
