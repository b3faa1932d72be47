import type { Diagrams } from '../diagrams/diagrams.ts'
import type { Highlighter } from '../highlight/highlighter.ts'
import type { Sanitiser } from '../sanitise/sanitiser.ts'

/** What rendering a site needs; made once for the portal, or for a run of the command. */
export interface RenderServices {
  highlighter: Highlighter
  diagrams: Diagrams
  sanitiser: Sanitiser
  /** `techdocs.renderer.strict-python-markdown` of the portal; a site may say otherwise in its `mkdocs.yml` below `extra`. */
  strict: boolean
}
