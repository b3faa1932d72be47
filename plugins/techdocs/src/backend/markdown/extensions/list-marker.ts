import type { StateBlock } from 'markdown-it'
import { indentOf, position } from '../blocks.ts'

/** What stands before the text of an item. */
export interface ListMarker {
  kind: 'bullet' | 'ordered'
  /** The last character: `-`, `.`, `)`. */
  sign: string
  /** Of an ordered list. */
  number: number
  /** Columns before the marker. */
  indent: number
  /** Where the text of the item begins, in the source and in columns. */
  textAt: number
  textColumn: number
  isEmpty: boolean
}

const bullet = /[-*+](?=[ \t]|$)/y
const ordered = /(\d{1,9})([.)])(?=[ \t]|$)/y

/** The marker that a line begins with, if any. */
export function readMarker(state: StateBlock, line: number): ListMarker | undefined {
  const start = position(state, line)
  const end = state.eMarks[line] ?? start
  const text = state.src.slice(start, Math.min(end, start + 12))
  bullet.lastIndex = 0
  ordered.lastIndex = 0
  const number = ordered.exec(text)
  const found = number ?? bullet.exec(text)
  if (!found) return undefined
  const indent = indentOf(state, line)
  const behind = indent + found[0].length
  let column = behind
  let textAt = start + found[0].length
  for (; textAt < end; textAt++) {
    const character = state.src[textAt]
    if (character === '\t') column += 4 - ((column + (state.bsCount[line] ?? 0)) % 4)
    else if (character === ' ') column++
    else break
  }
  const isEmpty = textAt >= end
  // More than four blanks are one blank and indented code.
  const textColumn = isEmpty || column - behind > 4 ? behind + 1 : column
  return {
    kind: number ? 'ordered' : 'bullet',
    sign: found[0].slice(-1),
    number: Number(number?.[1] ?? 1),
    indent,
    textAt,
    textColumn,
    isEmpty,
  }
}

/** The column at which the text of a marker's line stands, which is further in than its item for code at once. */
export function columnOfText(state: StateBlock, line: number, marker: ListMarker): number {
  let column = marker.indent
  for (let at = position(state, line); at < marker.textAt; at++) {
    column += state.src[at] === '\t' ? 4 - ((column + (state.bsCount[line] ?? 0)) % 4) : 1
  }
  return column
}
