import { onDemand } from '@callboard/web'

/** A {@link CodeEditor}, whose library is loaded when the first one is shown: nothing else may import it. */
export const CodeEditorOnDemand = onDemand(() => import('./CodeEditor.tsx').then(({ CodeEditor }) => CodeEditor))
