import type { BearerTokens, Contributions, Contributor, CoreServices, Credentials } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { userDeactivated } from '../../model/events.ts'
import type { PeopleDirectory } from '../../model/people.ts'
import { createToken, listTokens, revokeToken } from '../../model/routes.ts'
import { createTokenKeeper } from './token-keeper.ts'
import { databaseTokenStore, type StoredToken } from './token-store.ts'
import { hashOf, isTokenId, makeToken } from './token-text.ts'

/** What personal access tokens need. */
export interface TokensOptions {
  core: Pick<CoreServices, 'http' | 'db' | 'clock' | 'events' | 'scheduler' | 'lifecycle' | 'log'>
  bearerTokens: Contributor<BearerTokens>
  people: Contributions<PeopleDirectory>
}

const dayMs = 24 * 3_600_000
/** Between two writes of when tokens were used last. */
const saveUsesMs = 3 * 60_000
/** Tells the other replicas. */
const endedTopic = 'auth.personal-tokens-ended'

/** Serves personal access tokens: people make, see and revoke them, programs call with them. */
export function serveTokens({ core, bearerTokens, people }: TokensOptions): void {
  const { http, clock, events, scheduler, lifecycle, log } = core
  const store = databaseTokenStore(core)
  const keeper = createTokenKeeper({ store, clock, ownershipOf })
  bearerTokens.add(keeper)

  async function ownershipOf(userRef: string): Promise<readonly string[] | undefined> {
    let isSure = true
    for (const directory of people.all()) {
      const found = await directory.find({ ref: userRef }).catch((error: unknown) => {
        log.warn('ownership not found out', { userEntityRef: userRef, error })
        isSure = false
        return []
      })
      if (found[0]) return found[0].ownershipEntityRefs
    }
    return isSure ? [] : undefined
  }

  const ended = (ids: readonly string[]) => events.publish({ topic: endedTopic, payload: { ids } })
  // Only `ended` publishes on this topic.
  events.subscribe([endedTopic], ({ payload }) => keeper.forget((payload as { ids: string[] }).ids))
  events.subscribe(
    [userDeactivated],
    async ({ payload }) => {
      const userRef = (payload as { userEntityRef: string }).userEntityRef.toLowerCase()
      await ended(await store.removeAllOf(userRef))
    },
    { scope: 'one-replica', id: 'personal-tokens' },
  )

  scheduler.schedule({
    ...{ id: 'save-token-uses', scope: 'local', frequency: { everyMs: saveUsesMs }, timeoutMs: 60_000 },
    run: () => keeper.saveUses(),
  })
  lifecycle.onStop(() => keeper.saveUses())

  http.serve(listTokens, async ({ credentials }) => {
    const userRef = inPerson(credentials)
    await keeper.saveUses()
    return { tokens: (await store.listOf(userRef)).map(shown) }
  })
  http.serve(createToken, async ({ body, credentials, audited }) => {
    const userRef = inPerson(credentials)
    const { id, secret, text } = makeToken()
    const { name, scopes, expiresInDays } = body
    const expiresAtMs = expiresInDays === undefined ? undefined : clock.nowMs() + expiresInDays * dayMs
    const wasKnown = ((await ownershipOf(userRef)) ?? []).length > 0
    const token = await store.add({ id, userRef, name, scopes, hash: hashOf(secret), wasKnown, expiresAtMs })
    audited({ target: targetOf(id), meta: { name, scopes, expiresInDays } })
    return { token: text, details: shown(token) }
  })
  http.serve(revokeToken, async ({ params, credentials, audited }) => {
    const id = String(params.id)
    audited({ target: targetOf(id) })
    const userRef = inPerson(credentials)
    if (!isTokenId(id) || !(await store.remove(userRef, id))) throw errors.noSuchToken({ id })
    await ended([id])
  })
}

const targetOf = (id: string) => `token:${id}`

/** @throws `auth/tokens-in-person`: whoever holds a token must not be able to make another one that lives on. */
function inPerson({ principal }: Credentials): string {
  if (principal.type !== 'user' || principal.actor || principal.tokenScopes) throw errors.tokensInPerson({})
  return principal.userEntityRef.toLowerCase()
}

const shown = ({ id, name, scopes, createdAtMs, expiresAtMs, lastUsedAtMs }: StoredToken) => ({
  ...{ id, name, scopes, createdAt: new Date(createdAtMs).toISOString() },
  ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs).toISOString() }),
  ...(lastUsedAtMs !== undefined && { lastUsedAt: new Date(lastUsedAtMs).toISOString() }),
})
