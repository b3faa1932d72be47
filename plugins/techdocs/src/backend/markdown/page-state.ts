import type { DocsHeading, DocsProblem } from '../../model/site.ts'
import type { MarkdownPage } from './markdown.ts'

/** What the rules know of the page that they read, and what they find out. */
export interface PageState {
  page: MarkdownPage
  problems: DocsProblem[]
  headings: DocsHeading[]
  title: string | undefined
  /** For each line after snippets were put in, from 0: the line of the file, from 1; undefined inside of a snippet. */
  lines: readonly (number | undefined)[]
}

const key = Symbol('page')

/** What markdown-it hands to every rule while it reads a page. */
export type Env = Record<string | symbol, unknown>

/** The `env` of one rendering. */
export function envOf(state: PageState): Env {
  return { [key]: state }
}

/** The page that is being rendered. */
export function pageState(env: Env): PageState {
  // `envOf` made every env that rules see.
  return env[key] as PageState
}

/**
 * Notes something that the owner of the page should know, once for each line.
 *
 * @param line - From 0, as markdown-it counts.
 */
export function report(env: Env, code: string, line: number | undefined, message: string): void {
  const { page, problems } = pageState(env)
  const written = writtenLine(env, line)
  if (problems.some((problem) => problem.code === code && problem.line === written && problem.message === message))
    return
  problems.push({ code, file: page.file, ...(written !== undefined && { line: written }), message })
}

/** The line of the file, from 1, for a line as markdown-it counts. */
export function writtenLine(env: Env, line: number | undefined): number | undefined {
  return line === undefined ? undefined : pageState(env).lines[line]
}
