import type { CoreServices, Credentials } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { forgetRecentTerms, keepRecentTerms, popularTerms, recentTerms, unansweredTerms } from '../../model/routes.ts'
import type { HistoryStore } from './history-store.ts'

/** Serves what is kept of searches; nothing, where the portal keeps none. */
export function serveHistory(http: CoreServices['http'], store: HistoryStore | undefined): void {
  http.serve(popularTerms, async () => (await store?.popular()) ?? [])
  http.serve(unansweredTerms, async () => ({ isKept: store !== undefined, terms: (await store?.unanswered()) ?? [] }))
  http.serve(recentTerms, async ({ credentials }) => {
    const person = personOf(credentials)
    const terms = await store?.recent(person)
    return { isKept: terms !== undefined, terms: terms ?? [] }
  })
  http.serve(keepRecentTerms, async ({ credentials, body }) => {
    const person = personOf(credentials)
    if (!store) throw errors.historyOff({})
    await store.keepRecent(person, body.keep)
    return {}
  })
  http.serve(forgetRecentTerms, async ({ credentials }) => {
    const person = personOf(credentials)
    await store?.forgetRecent(person)
    return {}
  })
}

function personOf({ principal }: Credentials): string {
  if (principal.type !== 'user') throw errors.notAPerson({})
  return principal.userEntityRef
}
