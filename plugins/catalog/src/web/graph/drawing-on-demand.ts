import { onDemand } from '@callboard/web'

/** Begins to load what draws a graph, and lays it out; for pages that know they will need it. */
export const loadDrawing = () => import('./drawing/GraphDrawing.tsx')

/** Draws a graph. Its code, heavy as it is, is loaded when a graph is first shown. */
export const GraphDrawing = onDemand(() => loadDrawing().then(({ GraphDrawing }) => GraphDrawing))
