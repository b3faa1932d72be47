import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Extension, RangeSet, StateEffect, StateField } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Marks lines, by number from 1, that something is wrong with. */
export const markLines = StateEffect.define<readonly number[]>()

const wrongLine = Decoration.line({ class: 'editor-wrong-line' })

const markedLines = StateField.define<DecorationSet>({
  create: () => RangeSet.empty,
  update(marks, { changes, effects, newDoc }) {
    const marked = effects.find((effect) => effect.is(markLines))?.value as readonly number[] | undefined
    if (!marked) return marks.map(changes)
    const lines = [...new Set(marked)].filter((line) => line <= newDoc.lines).sort((a, b) => a - b)
    return RangeSet.of(lines.map((line) => wrongLine.range(newDoc.line(line).from)))
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** What the editor can do besides holding text. Tab leaves it, as everything else on the page. */
export const codeLook = (path: string): Extension => [
  lineNumbers(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  markedLines,
  indentUnit.of('  '),
  keymap.of([...defaultKeymap, ...historyKeymap]),
  ...(/\.ya?ml$/.test(path) ? [yaml()] : []),
  syntaxHighlighting(colours),
  look,
]

// Colours are the portal's, so that light, dark and themes need no others.
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.string, tags.content], color: 'var(--text)' },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], color: 'var(--warning)' },
  { tag: [tags.comment, tags.meta], color: 'var(--text-muted)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--surface-side)', color: 'var(--text)', fontSize: '0.8125rem', height: '100%' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--text-muted)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in oklab, var(--surface-hover), transparent 40%)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
})
