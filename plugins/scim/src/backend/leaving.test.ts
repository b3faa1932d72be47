import auth from '@callboard/plugin-auth/backend'
import { eventually, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import scim from './index.ts'

const token = 'a-token-of-the-identity-provider'
const externalAccess = [
  { type: 'static', options: { token, subject: 'idp' }, accessRestrictions: [{ plugin: 'scim' }] },
]

test.each(['sqlite', 'postgres'] as const)(
  'refused: the tokens of somebody whom the identity provider has deactivated, on %s',
  async (database) => {
    await using portal = await startPortal({
      plugins: [recordingCatalog().plugin, auth, scim],
      config: { scim: { enabled: true }, backend: { auth: { externalAccess } } },
      database,
    })
    const send = (method: string, path: string, body: object, as = token) =>
      portal.fetch(path, {
        method,
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        as: { token: as },
      })
    const created = await send('POST', '/api/scim/v2/Users', { userName: 'ada' })
    // The shape of RFC 7643.
    const { id } = (await created.json()) as { id: string }
    const identity = await portal.tokens.user('user:default/ada')
    const personal = await send('POST', '/api/auth/v1/tokens', { name: 'ci', scopes: ['read'] }, identity)
    // The shape of the route createToken.
    const { token: own } = (await personal.json()) as { token: string }
    const stillIn = await portal.tokens.user('user:default/bo')
    const status = async (as: string) => (await portal.fetch('/api/auth/v1/userinfo', { as: { token: as } })).status
    expect([await status(identity), await status(own)]).toEqual([200, 200])

    await send('PATCH', `/api/scim/v2/Users/${id}`, { Operations: [{ op: 'replace', value: { active: false } }] })
    await eventually(async () => expect([await status(identity), await status(own)]).toEqual([401, 401]))
    expect(await status(stillIn)).toBe(200)
  },
)
