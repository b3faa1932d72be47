import { definePlugin } from '@callboard/kernel'
import { searchPermissions } from '../model/permissions.ts'
import { collators, decorators } from '../model/services.ts'
import { openDatabaseEngine } from './engines/database-engine.ts'
import { openOpenSearchEngine } from './engines/opensearch/opensearch-engine.ts'
import { synonymsOf } from './query/parse-term.ts'
import { SearchConfig } from './search-config.ts'
import { setUpSearch } from './setup-search.ts'

export default definePlugin({
  id: 'search',
  description: 'Search: one box for everything.',
  config: SearchConfig,
  migrations: new URL('./migrations/', import.meta.url),
  permissions: searchPermissions,
  provide: { collators, decorators },
  setup(core) {
    const { config, db } = core
    setUpSearch(core, {
      config,
      engine: config.elasticsearch ? openOpenSearchEngine(config.elasticsearch) : openDatabaseEngine({ db }),
      synonyms: synonymsOf(config.synonyms),
      collators: core.collators.all,
      decorators: core.decorators.all,
    })
  },
})
