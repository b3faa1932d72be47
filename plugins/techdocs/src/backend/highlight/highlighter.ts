/** How a block of code is shown; `pymdownx.highlight` and the header of the fence decide. */
export interface CodeOptions {
  /** As written: `ts`, `py`; undefined when there was none. */
  language: string | undefined
  /** Stands above the code: the name of a file, as a rule. */
  title?: string
  /** The first line's number; undefined without numbers. */
  firstLine?: number
  /** Each n-th number is shown. */
  lineStep?: number
  /** Each n-th number is special. */
  lineSpecial?: number
  /** Lines to mark, from 1. */
  marked?: readonly number[]
  /** Go on the outer element. */
  id?: string
  classes?: readonly string[]
}

/** Colours code. Made by `createHighlighter()` in `create-highlighter.ts`; grammars load when they are first wanted. */
export interface Highlighter {
  /** The block with the wrapping of spec/techdocs.md 3, tokens with the short classes of Pygments. Ends with a line break. */
  block(code: string, options: CodeOptions): Promise<string>
  /** The whole element for code in a line of text: `<code class="language-py highlight">…</code>`. */
  inline(code: string, language: string): Promise<string>
}
