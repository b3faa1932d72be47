import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import { pointerKeys } from '../pointer.ts'

/** A place in a file, both 1-based. */
export interface Position {
  line: number
  column: number
}

/** The place of an offset in `text`, whose first line is line `firstLine` of its file. */
export function positionAt(text: string, offset: number, firstLine: number): Position {
  let line = firstLine
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}

/**
 * The offset of what a JSON pointer names: of its key in a map, of the element in a list. Where the document ends earlier
 * than the pointer, of the last thing on the way: that is where something is missing.
 */
export function findOffset(document: Document.Parsed, pointer: string): number | undefined {
  let node: Node | null | undefined = document.contents
  let offset = node?.range?.[0]
  for (const key of pointerKeys(pointer)) {
    const step: Step | undefined = stepInto(document, node, key)
    if (step === undefined) return offset
    offset = step.offset ?? offset
    node = step.node
  }
  return offset
}

type Step = { node: Node | null | undefined; offset: number | undefined }

function stepInto(document: Document.Parsed, node: Node | null | undefined, key: string): Step | undefined {
  const target = isAlias(node) ? node.resolve(document) : node
  if (isMap<Node, Node | null>(target)) {
    const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value ?? '') === key)
    return pair && { node: pair.value, offset: pair.key.range?.[0] }
  }
  if (isSeq<Node | null>(target)) {
    const item = target.items[Number(key)]
    return item ? { node: item, offset: item.range?.[0] } : undefined
  }
  return undefined
}
