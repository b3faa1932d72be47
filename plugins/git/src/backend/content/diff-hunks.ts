import { diffComm } from 'node-diff3'
import type { DiffHunk, DiffLine } from '../../model/routes.ts'

/** Lines that are shown around a change. */
const context = 3

/**
 * Compares two texts line by line.
 *
 * @returns The places that differ, each with a few lines around it.
 */
export function diffHunks(before: string, after: string): DiffHunk[] {
  const lines = numbered(before, after)
  const hunks: DiffHunk[] = []
  let last = -1
  for (const [index, line] of lines.entries()) {
    if (line.kind === 'same') continue
    const from = Math.max(index - context, last + 1, 0)
    const to = Math.min(index + context, lines.length - 1)
    const open = hunks.at(-1)
    // Changes whose surroundings touch belong together.
    if (open && from === last + 1) open.lines.push(...lines.slice(from, to + 1))
    else hunks.push({ lines: lines.slice(from, to + 1) })
    last = Math.max(last, to)
  }
  return hunks
}

function numbered(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = []
  let [old, now] = [1, 1]
  for (const part of diffComm(linesOf(before), linesOf(after))) {
    if (part.common) for (const text of part.common) lines.push({ kind: 'same', text, old: old++, new: now++ })
    else {
      for (const text of part.buffer1) lines.push({ kind: 'removed', text, old: old++ })
      for (const text of part.buffer2) lines.push({ kind: 'added', text, new: now++ })
    }
  }
  return lines
}

// The last line break ends a line, it begins none.
const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))
