import { isMapping, type Mapping } from '../config/config-reader.ts'
import { readYaml } from '../config/read-yaml.ts'

/** A page's source, taken apart. */
export interface FrontMatter {
  meta: Mapping
  /** The Markdown below it. */
  body: string
  /** How many lines stand above the body. */
  linesAbove: number
  /** What is wrong with it: the page is shown with it as text. */
  error?: { message: string; line?: number }
}

const fence = /^-{3}[ \t]*\n/
const end = /^(?:-{3}|\.{3})[ \t]*$/m

/** Takes the front matter off a page: YAML between lines of `---`. One that is no mapping stays what it looks like, text. */
export function readFrontMatter(source: string): FrontMatter {
  const text = source.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n')
  const whole: FrontMatter = { meta: {}, body: text, linesAbove: 0 }
  const start = fence.exec(text)?.[0].length
  if (start === undefined) return whole
  const close = end.exec(text.slice(start))
  if (!close) return whole
  const yaml = readYaml(text.slice(start, start + close.index))
  if (yaml.error) {
    const { message, line } = yaml.error
    return { ...whole, error: { message, line: line === undefined ? undefined : line + 1 } }
  }
  const isEmpty = yaml.value === null || yaml.value === undefined
  if (!isEmpty && !isMapping(yaml.value)) return whole
  const above = start + close.index + close[0].length + 1
  return {
    meta: isMapping(yaml.value) ? yaml.value : {},
    body: text.slice(above),
    linesAbove: text.slice(0, above).split('\n').length - 1,
  }
}
