/** How a block of code is shown; `pymdownx.highlight` and the header of the fence decide. */
export interface CodeOptions {
  /** As written: `ts`, `py`; undefined when there was none. */
  language: string | undefined
  /** What follows the language. */
  title?: string
  /** The first line's number; undefined without numbers. */
  firstLine?: number
  /** Each n-th number is shown. */
  lineStep?: number
  /** Lines to mark, from 1. */
  marked?: readonly number[]
  /** Go on the outer element. */
  id?: string
  classes?: readonly string[]
}

/** Colours code. Made by `createHighlighter()` in `create-highlighter.ts`; grammars load when they are first wanted. */
export interface Highlighter {
  /** The block with the wrapping of spec/techdocs.md 3, tokens with the short classes of Pygments. */
  block(code: string, options: CodeOptions): Promise<string>
  /** The tokens alone, for code in a line of text. */
  inline(code: string, language: string): Promise<string>
}
