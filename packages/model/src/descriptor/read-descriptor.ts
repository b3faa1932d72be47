import type { Problem } from '../entity.ts'
import { isMap } from '../is-map.ts'
import { describeValue } from '../pointer.ts'
import { findOffset, type Position, positionAt } from './positions.ts'
import { type Segment, splitDocuments } from './split-documents.ts'
import { composeDocument, type Flaw, parseYamlDocument } from './yaml-document.ts'

/** One document of a file, a map. */
export interface DescriptorDocument {
  value: Record<string, unknown>
  /** Where its content begins, 1-based. */
  line: number
  column: number
  /** Its place among the documents of the file, from 0; empty and broken ones count. */
  index: number
  /**
   * Where a JSON pointer leads: to the key, or to the last thing on the way when there is no such key. Parses the document
   * again on first use: positions are for those few who need them.
   */
  lineOf(pointer: string): Position | undefined
}

/** What a file holds. */
export interface Descriptor {
  documents: DescriptorDocument[]
  /** One for each document that cannot be read; or one for the file when it is no text. */
  problems: Problem[]
}

/**
 * Reads the documents of a descriptor file. A broken document is a problem and its neighbours are still read; empty ones
 * are skipped.
 *
 * @param text - YAML or JSON; a byte order mark and any line ends are fine.
 * @param options - `file` is put into the problems: a path or a URL.
 * @see spec/catalog.md 1.1
 */
export function readDescriptor(text: string, options: { file: string }): Descriptor {
  const steps = readDescriptorInSteps(text, options)
  let step = steps.next()
  while (!step.done) step = steps.next()
  return step.value
}

/** What {@link readDescriptor} does, one document a step, for whoever has other things to do in between. */
export function* readDescriptorInSteps(text: string, { file }: { file: string }): Generator<undefined, Descriptor> {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  const binary = clean.search(controlCharacter)
  if (binary !== -1) return { documents: [], problems: [binaryProblem(clean, binary, file)] }

  const documents: DescriptorDocument[] = []
  const problems: Problem[] = []
  for (const [index, segment] of splitDocuments(clean).entries()) {
    const parsed = parseYamlDocument(segment.text)
    if ('flaw' in parsed) problems.push(problemOf(parsed.flaw, segment, file))
    else if (isMap(parsed.value)) documents.push(documentOf(parsed.value, segment, index))
    else if (parsed.value !== null) problems.push(noMap(parsed.value, segment, file))
    yield
  }
  return { documents, problems }
}

/** The problems of a document's value with the file and lines that their pointers lead to. */
export const locateProblems = (problems: readonly Problem[], document: DescriptorDocument, file: string): Problem[] =>
  problems.map((problem) => ({ ...problem, file, ...document.lineOf(problem.pointer ?? '') }))

// What YAML allows of the control characters: tab, line feed, carriage return.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
const controlCharacter = /[\x00-\x08\x0b\x0c\x0e-\x1f]/

function binaryProblem(text: string, offset: number, file: string): Problem {
  const char = (text.codePointAt(offset) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return {
    code: 'model/not-text',
    level: 'error',
    message: `The file is no text: it holds the control character U+${char}.`,
    hint: 'Descriptors are YAML in UTF-8. Check that the target is the right file, and its encoding.',
    file,
    ...positionAt(text, offset, 1),
  }
}

function documentOf(value: Record<string, unknown>, segment: Segment, index: number): DescriptorDocument {
  let find: ((pointer: string) => Position | undefined) | undefined
  return {
    value,
    ...contentStart(segment),
    index,
    lineOf(pointer) {
      find ??= finderIn(segment)
      return find(pointer)
    },
  }
}

function finderIn({ text, line }: Segment): (pointer: string) => Position | undefined {
  const document = composeDocument(text)
  return (pointer) => {
    const offset = findOffset(document, pointer)
    return offset === undefined ? undefined : positionAt(text, offset, line)
  }
}

/** The first character that is no marker, directive, comment or blank. */
function contentStart({ text, line }: Segment): Position {
  const prologue = /^(?:(?:%.*|---(?=\s)|[ \t]*(?:#.*)?)(?:\r?\n|[ \t]+|$))*/.exec(text)?.[0].length ?? 0
  const offset = prologue < text.length ? prologue : 0
  return positionAt(text, offset, line)
}

const problemOf = ({ offset, ...flaw }: Flaw, { text, line }: Segment, file: string): Problem => ({
  ...flaw,
  level: 'error',
  file,
  // What is missing is missed at the very end, which is a line of the next document.
  ...positionAt(text, Math.min(offset, text.trimEnd().length), line),
})

const noMap = (value: unknown, segment: Segment, file: string): Problem => ({
  code: 'model/yaml-not-a-map',
  level: 'error',
  message: `The document is ${describeValue(value)}; an entity is a map with apiVersion, kind, metadata and spec.`,
  hint: 'Check the indentation, and that every document begins with apiVersion.',
  file,
  ...contentStart(segment),
})
