import { isMap, LineCounter, parseAllDocuments } from 'yaml'
import type { TemplateEntity } from '../../../model/template.ts'

/** What a file says, as far as it can be read. */
export type TemplateReading =
  | { state: 'read'; template: TemplateEntity; lineOf: LineOf }
  | { state: 'broken'; line: number; reason: string }
  | { state: 'other' }

/** The line, from 1, of something in a template; of what is around it where it is not there. */
export type LineOf = (path: readonly (string | number)[]) => number

/** Reads the template in a file. Its shape below `spec` is not checked. */
export function readTemplate(text: string): TemplateReading {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })
  // With nothing in it, the list is one empty document.
  for (const document of 'empty' in documents ? [] : documents) {
    const [error] = document.errors
    if (error) return { state: 'broken', line: lines.linePos(error.pos[0]).line, reason: error.message }
  }
  for (const document of 'empty' in documents ? [] : documents) {
    if (!isMap(document.contents) || document.get('kind') !== 'Template') continue
    const lineOf: LineOf = (path) => {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true)
        const range = (node as { range?: [number, number, number] } | undefined)?.range
        if (range) return lines.linePos(range[0]).line
      }
      return lines.linePos(document.contents?.range?.[0] ?? 0).line
    }
    // Whoever reads on checks every part; kind is what it says.
    return { state: 'read', template: document.toJS({ maxAliasCount: 100 }) as TemplateEntity, lineOf }
  }
  return { state: 'other' }
}
