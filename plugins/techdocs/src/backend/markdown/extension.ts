import type { MarkdownIt, Token } from 'markdown-it'
import type { Diagrams } from '../diagrams/diagrams.ts'
import type { Highlighter } from '../highlight/highlighter.ts'
import type { Env } from './page-state.ts'

/** What `mkdocs.yml` says below the name of an extension. */
export type Settings = Readonly<Record<string, unknown>>

/** What extensions are made with. */
export interface Workshop {
  md: MarkdownIt
  /** The settings of another extension, when the site lists it. */
  settingsOf(name: string): Settings | undefined
  strict: boolean
  highlighter: Highlighter
  diagrams: Diagrams
  /** Work that must be done between reading and writing, in any order. */
  later: Later[]
}

/** Finds in the tokens of a page what has to be waited for, and puts the result into them. */
export type Later = (tokens: readonly Token[], env: Env) => Promise<void>[]

/** One extension of Python-Markdown: adds its rules. */
export type Extension = (workshop: Workshop, settings: Settings) => void
