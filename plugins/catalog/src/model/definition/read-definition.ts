import { type Document, LineCounter, parseDocument, visit } from 'yaml'
import { type Data, isData } from './api-document.ts'

/** What came of reading a definition. */
export type Reading = { state: 'read'; document: Data } | { state: 'no-object' } | ({ state: 'broken' } & Fault)

/** Why, and where, a definition cannot be read. */
export interface Fault {
  /** What the parser says, in English. */
  reason: string
  /** Where, in the definition's own text; undefined where no line is to blame. Both from 1. */
  at: { line: number; column: number } | undefined
}

/** Reads an OpenAPI or AsyncAPI text, YAML or JSON. Takes about a second for each megabyte of YAML. */
export function readDefinition(text: string): Reading {
  try {
    // Much faster than reading it as YAML, which it is as well.
    if (/^\s*[{[]/.test(text)) return readingOf(JSON.parse(text))
  } catch {
    // The YAML parser says in which line.
  }
  return readYaml(text)
}

const readingOf = (value: unknown): Reading =>
  isData(value) ? { state: 'read', document: value } : { state: 'no-object' }

function readYaml(text: string): Reading {
  const lines = new LineCounter()
  const broken = (error: Error, offset: number | undefined): Reading => {
    const place = offset === undefined ? undefined : lines.linePos(offset)
    return { state: 'broken', reason: error.message, at: place && { line: place.line, column: place.col } }
  }
  // Its pretty errors repeat the text and the place, which the page shows by itself.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [error] = document.errors
  if (error) return broken(error, error.pos[0])
  try {
    return readingOf(document.toJS())
  } catch (error) {
    if (!(error instanceof Error)) throw error
    // An alias without its anchor, or so many of them that they would fill the memory.
    return broken(error, lostAlias(document))
  }
}

/** Where the first alias stands that leads to no anchor. */
function lostAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document)) return undefined
      offset = alias.range?.[0]
      return visit.BREAK
    },
  })
  return offset
}
