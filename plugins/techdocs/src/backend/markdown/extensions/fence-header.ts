import { readAttributes } from '../attribute-list.ts'

/** What the first line of a fence says. */
export interface FenceHeader {
  language?: string
  title?: string
  /** `linenums`: 0 switches numbers off. */
  lines?: { first: number; step?: number; special?: number }
  marked?: number[]
  id?: string
  classes?: string[]
  /** All `name="value"`, for diagrams. */
  options?: Record<string, string>
  /** What else stood behind the language. */
  words?: string[]
}

/** Reads `py title="x"`, `{ .py .cls #id hl_lines="1 3-4" }` and what lies between. */
export function readFenceHeader(info: string): FenceHeader {
  const text = info.trim()
  const braced = /^\{(.*)\}$/.exec(text)?.[1]
  const { id, classes, values, words } = readAttributes(braced ?? text)
  const [language, ...others] = braced === undefined ? words : classes
  const numbers = values.linenums?.trim().split(/\s+/).map(Number)
  const first = numbers?.[0]
  const [step, special] = numbers?.slice(1).map((number) => (number > 1 ? number : undefined)) ?? []
  const named = braced === undefined ? [] : others
  return {
    ...(language && { language }),
    ...(values.title !== undefined && { title: values.title }),
    ...(first !== undefined && Number.isInteger(first) && { lines: { first, step, special } }),
    ...(values.hl_lines && { marked: readRanges(values.hl_lines) }),
    ...(braced !== undefined && id && { id }),
    ...(named.length > 0 && { classes: named }),
    ...(Object.keys(values).length > 0 && { options: values }),
    ...(braced === undefined && others.length > 0 && { words: others }),
  }
}

/** No block has more lines that anyone would mark; `1-999999999` must not fill the memory. */
const mostLines = 5000

function readRanges(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .flatMap((range) => {
      const [from = Number.NaN, to = from] = range.split('-').map(Number)
      if (!Number.isInteger(from) || !Number.isInteger(to)) return []
      return Array.from({ length: Math.min(mostLines, Math.max(0, to - from + 1)) }, (_, at) => from + at)
    })
    .slice(0, mostLines)
}
