import { randomUUID } from 'node:crypto'
import type { Auth, CoreServices, Credentials } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { query } from '../../model/routes.ts'
import type { SearchEngine } from '../engines/engine.ts'
import type { SearchHistory } from '../history/search-history.ts'
import type { SearchIndex } from '../index/search-index.ts'
import { parseQuery, type QueryLimits } from './parse-query.ts'
import type { Synonyms } from './parse-term.ts'
import { runQuery } from './run-query.ts'

/** Serves `/api/search/query`. */
export function serveQuery(options: {
  core: Pick<CoreServices, 'http' | 'auth' | 'metrics' | 'log'>
  engine: SearchEngine
  synonyms: Synonyms
  index: SearchIndex
  history: SearchHistory | undefined
  limits: QueryLimits
}): void {
  const { core, engine, synonyms, index, history, limits } = options
  const id = randomUUID()
  const tags = { preTag: `<${id}>`, postTag: `</${id}>` }
  const services = { engine, synonyms, tags, collators: index.collators, indexed: index.indexed }
  const duration = core.metrics.histogram('query_duration', 'How long queries take.', {
    unit: 'seconds',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  })

  core.http.serve(query, async ({ rawQuery, credentials }) => {
    const startedMs = performance.now()
    const request = parseQuery(rawQuery, limits)
    const unknown = request.types.find((type) => !index.collators().has(type))
    if (unknown !== undefined)
      throw errors.invalidQuery({ reason: `types[] names ${unknown}, of which there are no documents.` })
    const results = await runQuery(services, request, { credentials, ownRefs: await ownRefs(core.auth, credentials) })
    duration.record((performance.now() - startedMs) / 1000)
    if (request.page === 0)
      history?.searched(credentials, { term: request.term.trim(), found: results.numberOfResults ?? 0 })
    return results
  })
}

async function ownRefs(auth: Auth, credentials: Credentials): Promise<readonly string[]> {
  if (credentials.principal.type !== 'user') return []
  return (await auth.userInfo(credentials)).ownershipEntityRefs
}
