import type { CoreServices } from '@callboard/kernel'
import { parseDuration } from '@callboard/model'
import type { Collator, Decorator } from '../model/services.ts'
import { serveAdministration } from './administration/serve-administration.ts'
import type { SearchEngine } from './engines/engine.ts'
import { databaseHistory } from './history/history-store.ts'
import { searchHistory } from './history/search-history.ts'
import { serveHistory } from './history/serve-history.ts'
import { createSearchIndex } from './index/search-index.ts'
import type { Synonyms } from './query/parse-term.ts'
import { serveQuery } from './query/serve-query.ts'
import type { SearchSettings } from './search-config.ts'

/** Puts together what the plugin does, round an engine. */
export function setUpSearch(
  core: CoreServices,
  options: {
    config: SearchSettings
    engine: SearchEngine
    synonyms: Synonyms
    collators: () => readonly Collator[]
    decorators: () => readonly Decorator[]
  },
): void {
  const { http, db, clock, log, lifecycle } = core
  const { config, engine, synonyms } = options
  const index = createSearchIndex(core, options)
  const retentionMs = parseDuration(config.history.retention)
  const store = config.history.enabled ? databaseHistory({ db, clock, retentionMs }) : undefined
  const history = store && searchHistory({ store, clock, log })

  serveQuery({ core, engine, synonyms, index, history, limits: config })
  serveAdministration(http, { engine, index })
  serveHistory(http, store)
  lifecycle.onStart(() => {
    index.start()
    history?.start()
  })
  lifecycle.onStop(async () => {
    await index.stop()
    await history?.stop()
  })
}
