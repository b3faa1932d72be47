import type { StateBlock } from 'markdown-it'

/**
 * How deep blocks may lie in each other. markdown-it drops what lies deeper than its own limit of 100; ours refuses to open
 * another level before that, so that the text stays.
 */
export const maxDepth = 60

/** The text of a line, without the indentation that the blocks around it take. */
export function lineText(state: StateBlock, line: number): string {
  return state.src.slice(position(state, line), state.eMarks[line])
}

/** Where the text of a line begins. */
export function position(state: StateBlock, line: number): number {
  return at(state.bMarks, line) + at(state.tShift, line)
}

/** Columns before the text of a line; less than `blkIndent` when it belongs to a block further out. */
export function indentOf(state: StateBlock, line: number): number {
  return at(state.sCount, line)
}

/** Whether a block may begin at the line: not as far in as code, not too deep. */
export function mayOpen(state: StateBlock, line: number): boolean {
  return indentOf(state, line) - state.blkIndent < 4 && state.level < maxDepth
}

/** Where a body ends that is indented by at least `indent`: behind its last line that is not blank. */
export function endOfIndented(state: StateBlock, from: number, options: { endLine: number; indent: number }): number {
  let end = from
  for (let line = from; line < options.endLine; line++) {
    if (state.isEmpty(line)) continue
    if (indentOf(state, line) < options.indent) break
    end = line + 1
  }
  return end
}

/**
 * Reads lines as blocks of their own, as far in as `indent`.
 *
 * @param options.textAt - Where the first line begins, when a marker stands before it.
 */
export function parseBody(
  state: StateBlock,
  from: number,
  options: { to: number; indent: number; type: string; listIndent?: number; textAt?: number },
): void {
  const { blkIndent, lineMax, parentType, listIndent, tight } = state
  const kept = [at(state.bMarks, from), at(state.tShift, from), at(state.sCount, from)] as const
  if (options.textAt !== undefined) {
    state.bMarks[from] = options.textAt
    state.tShift[from] = 0
    state.sCount[from] = options.indent
  }
  state.blkIndent = options.indent
  state.lineMax = options.to
  state.parentType = options.type
  state.listIndent = options.listIndent ?? -1
  state.md.block.tokenize(state, from, options.to)
  Object.assign(state, { blkIndent, lineMax, parentType, listIndent, tight })
  if (options.textAt !== undefined) [state.bMarks[from], state.tShift[from], state.sCount[from]] = kept
}

/** Adds a line of text whose markup is read later. */
export function pushInline(state: StateBlock, content: string, lines: [number, number]): void {
  const token = state.push('inline', '', 0)
  token.content = content
  token.map = lines
  token.children = []
}

const at = (numbers: readonly number[], line: number): number => numbers[line] ?? 0
