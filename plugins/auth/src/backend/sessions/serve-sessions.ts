import type { CoreServices } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { endAllSessions, endSession, listSessions } from '../../model/routes.ts'
import { type BrowserRequest, whence } from '../sign-in/admit.ts'
import type { SessionRow } from './session-table.ts'
import type { Sessions } from './sessions.ts'

/** Serves the list of where a person is signed in, and its ends. */
export function serveSessions(services: Pick<CoreServices, 'http' | 'auth' | 'audit'> & { sessions: Sessions }): void {
  const { http, auth, audit, sessions } = services
  const signedOut = (request: BrowserRequest, actorId: string, meta: Record<string, unknown>) =>
    audit.record({ ...whence(request), eventId: 'sign-out', actorId, meta }, 'succeeded')

  http.serve(listSessions, async ({ credentials }) => {
    const { userEntityRef } = await auth.userInfo(credentials)
    const { token, principal } = credentials
    // A personal access token is of no session.
    const isOfNone = token === undefined || (principal.type === 'user' && principal.tokenScopes !== undefined)
    const current = isOfNone ? undefined : await sessions.idOfToken(userEntityRef, token)
    const rows = await sessions.listOf(userEntityRef)
    return { sessions: rows.map((row) => shown(row, row.id === current)) }
  })
  http.serve(endSession, async (request) => {
    const { userEntityRef } = await auth.userInfo(request.credentials)
    const wasThere = await sessions.endOne(userEntityRef, request.params.id)
    if (!wasThere) throw errors.unknownSession({})
    signedOut(request, userEntityRef, { session: request.params.id })
  })
  http.serve(endAllSessions, async (request) => {
    const { userEntityRef } = await auth.userInfo(request.credentials)
    await sessions.endAll(userEntityRef)
    signedOut(request, userEntityRef, { everywhere: true })
  })
}

function shown(row: SessionRow, isCurrent: boolean) {
  const at = (ms: number) => new Date(ms).toISOString()
  return {
    id: row.id,
    provider: row.provider,
    createdAt: at(row.created_at),
    lastUsedAt: at(row.last_used_at),
    expiresAt: at(row.expires_at),
    ...(row.user_agent !== null && { userAgent: row.user_agent }),
    ...(row.ip !== null && { ip: row.ip }),
    isCurrent,
  }
}
