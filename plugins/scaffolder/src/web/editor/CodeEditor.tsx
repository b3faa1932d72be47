import { useText } from '@callboard/web'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { codeLook, markLines } from './code-look.ts'

/** What a {@link CodeEditor} edits. */
export interface CodeEditorProps {
  path: string
  /** What it begins with. For another text give it another key. */
  text: string
  onChange: (text: string) => void
  /** Lines, from 1, that something is wrong with. */
  wrongLines: readonly number[]
  /** The line to go to; another object goes there again. */
  goTo: { line: number } | undefined
}

/** A text with line numbers and colours, undo and redo. */
export function CodeEditor({ path, text, onChange, wrongLines, goTo }: CodeEditorProps) {
  const t = useText()
  const frame = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const label = t('editor.text', 'Text of {path}', { path })
  const tell = useEffectEvent((text: string) => onChange(text))
  const begin = useEffectEvent((parent: HTMLElement) => {
    return new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          codeLook(path),
          // The tab index says to tools what browsers know of themselves: one can write here.
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) tell(state.doc.toString())
          }),
        ],
      }),
    })
  })

  useEffect(() => {
    if (!frame.current) return undefined
    const made = begin(frame.current)
    view.current = made
    return () => made.destroy()
  }, [])

  const marked = wrongLines.join()
  useEffect(() => {
    const lines = marked === '' ? [] : marked.split(',').map(Number)
    view.current?.dispatch({ effects: markLines.of(lines) })
  }, [marked])

  useEffect(() => {
    const shown = view.current
    if (!goTo || !shown) return
    const { from } = shown.state.doc.line(Math.min(goTo.line, shown.state.doc.lines))
    shown.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
    shown.focus()
  }, [goTo])

  return <div ref={frame} className="editor-code" />
}
