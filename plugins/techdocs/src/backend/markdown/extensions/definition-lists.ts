import type { StateBlock } from 'markdown-it'
import { indentOf, lineText, mayOpen, parseBody, position, pushInline } from '../blocks.ts'
import type { Extension } from '../extension.ts'
import { hideParagraphs } from './lists.ts'

/** `def_list`: terms, and below them `:   definition`. */
export const definitionLists: Extension = ({ md }) => {
  md.block.ruler.before('paragraph', 'deflist', definitionList, { alt: ['reference'] })
}

interface Group {
  /** Lines of the terms. */
  terms: number[]
  definitions: { line: number; end: number; isLoose: boolean }[]
  end: number
}

const marker = /^:[ \t]+(?=\S)/

function definitionList(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (!mayOpen(state, startLine) || silent) return false
  const first = readGroup(state, startLine, endLine)
  if (!first) return false
  const open = state.push('dl_open', 'dl', 1)
  let group: Group | undefined = first
  let end = startLine
  while (group) {
    for (const line of group.terms) {
      state.push('dt_open', 'dt', 1)
      pushInline(state, lineText(state, line).trim(), [line, line + 1])
      state.push('dt_close', 'dt', -1)
    }
    for (const definition of group.definitions) pushDefinition(state, definition)
    end = group.end
    const next = state.skipEmptyLines(end)
    group = next < endLine ? readGroup(state, next, endLine) : undefined
  }
  state.push('dl_close', 'dl', -1)
  open.map = [startLine, end]
  state.line = end
  return true
}

/** Terms with their definitions; undefined when no definition follows. */
function readGroup(state: StateBlock, startLine: number, endLine: number): Group | undefined {
  const terms: number[] = []
  let line = startLine
  for (; line < endLine && !state.isEmpty(line); line++) {
    if (indentOf(state, line) < state.blkIndent || isDefinition(state, line)) break
    if (line > startLine && interrupts(state, line, endLine)) return undefined
    terms.push(line)
  }
  const behind = state.skipEmptyLines(line)
  // One blank line may stand between; more is the end.
  if (terms.length === 0 || behind >= endLine || behind - line > 1 || !isDefinition(state, behind)) return undefined
  const definitions: Group['definitions'] = []
  let next = behind
  let isLoose = behind > line
  while (next < endLine && isDefinition(state, next)) {
    const end = endOfDefinition(state, next, endLine)
    definitions.push({ line: next, end, isLoose })
    next = state.skipEmptyLines(end)
    isLoose = next > end
  }
  return { terms, definitions, end: definitions.at(-1)?.end ?? behind }
}

function isDefinition(state: StateBlock, line: number): boolean {
  const indent = indentOf(state, line) - state.blkIndent
  return indent >= 0 && indent < 4 && marker.test(lineText(state, line))
}

function endOfDefinition(state: StateBlock, start: number, endLine: number): number {
  let end = start + 1
  for (let line = end; line < endLine; line++) {
    if (state.isEmpty(line)) continue
    const isFurtherIn = indentOf(state, line) >= state.blkIndent + 4
    const goesOn = !state.isEmpty(line - 1) && !isDefinition(state, line)
    if (!isFurtherIn && !goesOn) break
    end = line + 1
  }
  return end
}

function pushDefinition(state: StateBlock, { line, end, isLoose }: Group['definitions'][number]): void {
  const mark = marker.exec(lineText(state, line))?.[0] ?? ''
  const from = state.tokens.length + 1
  state.push('dd_open', 'dd', 1)
  const textAt = position(state, line) + mark.length
  parseBody(state, line, { to: end, indent: state.blkIndent + 4, type: 'deflist', textAt })
  // Only what stands at once behind the colon is without a paragraph.
  if (!isLoose) hideParagraphs(state.tokens, { from, to: from + 3, level: state.level })
  state.push('dd_close', 'dd', -1)
}

function interrupts(state: StateBlock, line: number, endLine: number): boolean {
  if (indentOf(state, line) - state.blkIndent >= 4) return false
  const { parentType } = state
  state.parentType = 'paragraph'
  const is = state.md.block.ruler.getRules('paragraph').some((rule) => rule(state, line, endLine, true))
  state.parentType = parentType
  return is
}
