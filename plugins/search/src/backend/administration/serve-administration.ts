import type { CoreServices } from '@callboard/kernel'
import { readIndex, runIndex } from '../../model/routes.ts'
import type { SearchEngine } from '../engines/engine.ts'
import type { SearchIndex } from '../index/search-index.ts'

/** Serves how the index stands, and lets it be made again. */
export function serveAdministration(
  http: CoreServices['http'],
  { engine, index }: { engine: SearchEngine; index: SearchIndex },
): void {
  http.serve(readIndex, async () => ({ engine: engine.name, types: await index.states() }))
  http.serve(runIndex, async ({ params: { type = '' }, audited }) => {
    audited({ target: type })
    await index.runNow(type)
    return {}
  })
}
