import type { Diagrams } from '../diagrams/diagrams.ts'
import { showSource } from '../diagrams/show-drawing.ts'
import { createHighlighter } from '../highlight/create-highlighter.ts'
import { createSanitiser } from '../sanitise/create-sanitiser.ts'
import type { RenderServices } from '../site/services.ts'

/** What rendering needs where no portal is: everything but servers that draw diagrams. */
export const renderServices = (): RenderServices => ({
  highlighter: createHighlighter(),
  diagrams,
  sanitiser: createSanitiser({ allowedIframeHosts: [], additionalAllowedUriProtocols: [] }),
  strict: false,
})

const diagrams: Diagrams = {
  async draw(diagram) {
    const problem = 'Drawn by portals that have a server for diagrams.'
    return { html: showSource(diagram, problem), problem }
  },
}
