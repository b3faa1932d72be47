import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, alike, told } from './fixtures/attacks.ts'
import { type CatalogPortal, startCatalog } from './fixtures/catalog-portal.ts'
import { fences, fencing, firstTenant, secondTenant, secondTenantsWords } from './fixtures/two-tenants.ts'

// Two tenants, and what the first is told. Nothing that it is told may change when the second registers its things, and
// what is hidden answers like what does not exist, byte for byte. Whoever reads everything is told a difference each time,
// so that each row is known to ask for something.

const absentUid = '00000000-0000-4000-8000-000000000000'
const tenants = Object.keys(fences).filter((name) => name !== 'with-locations')

describe.each(['sqlite', 'postgres'] as const)('a tenant on %s', (database) => {
  let c: CatalogPortal
  let hiddenUid: string
  let secondId: string
  const before = new Map<string, string>()
  const after = new Map<string, string>()

  const say = async (user: string, { path, json, method }: Ask): Promise<string> => {
    const token = await c.portal.tokens.user(`user:t1/${user}`)
    const reply = await c.portal.fetch(`/api/catalog${path}`, {
      as: { token },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      headers: { 'content-type': 'application/json' },
    })
    const shown = ['content-type', 'content-length', 'etag', 'link', 'cache-control', 'www-authenticate']
    const headers = shown.map((name) => `${name}: ${reply.headers.get(name)}`)
    return [reply.status, ...headers, (await reply.text()).replace(/"requestId":"[^"]*"/g, '')].join('\n')
  }
  const sayAll = async (into: Map<string, string>) => {
    for (const user of [...tenants, 'admin']) {
      for (const { attack, ask } of told) into.set(`${user}: ${attack}`, await say(user, ask))
    }
  }

  beforeAll(async () => {
    c = await startCatalog({ '/first.yaml': firstTenant, '/second.yaml': secondTenant }, { database, policy: fencing })
    await c.register('/first.yaml')
    await c.served('api:t1/orders')
    await sayAll(before)
    secondId = (await c.register('/second.yaml')).id
    await c.served('resource:t2/vault')
    hiddenUid = (await c.served('component:t2/secret')).metadata.uid
    await sayAll(after)
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  describe.each(tenants.map((tenant) => ({ tenant })))('behind a fence by $tenant', ({ tenant }) => {
    test.each(told)('learns nothing when $attack', ({ attack, isSameForAll }) => {
      expect(after.get(`${tenant}: ${attack}`)).toBe(before.get(`${tenant}: ${attack}`))
      const isSame = after.get(`admin: ${attack}`) === before.get(`admin: ${attack}`)
      expect(isSame).toBe(isSameForAll ?? false)
    })

    test.each(alike)('is told the same of what is hidden and what does not exist when $attack', async ({ ask }) => {
      const hidden = await say(tenant, ask('secret', hiddenUid))
      const absent = await say(tenant, ask('absent', absentUid))
      expect(hidden.replaceAll(/secret/gi, 'absent').replaceAll(hiddenUid, absentUid)).toBe(
        absent.replaceAll(/ABSENT/gi, 'absent'),
      )
    })

    test('is never told a word of theirs', () => {
      const words = [...secondTenantsWords, hiddenUid, secondId]
      const all = told.map(({ attack }) => after.get(`${tenant}: ${attack}`)).join('\n')
      expect(words.filter((word) => all.includes(word))).toEqual([])
      const ofAdmin = told.map(({ attack }) => after.get(`admin: ${attack}`)).join('\n')
      expect(words.filter((word) => !ofAdmin.includes(word))).toEqual([])
    })

    test('reads, filters and counts what is their own', async () => {
      expect(after.get(`${tenant}: facets count relations from hidden entities`)).toContain('component:t1/web')
      expect(await say(tenant, { path: '/entities/by-name/component/t1/web' })).toMatch(/^200/)
      expect(await say(tenant, { path: '/refresh', json: { entityRef: 'component:t1/web' } })).toMatch(/^200/)
      expect(await say(tenant, { path: '/locations' })).toContain('/first.yaml')
    })
  })

  test.each(alike)('whoever reads everything is told apart what is there when $attack', async ({ ask }) => {
    if (ask('', '').method === 'DELETE') return
    const hidden = await say('admin', ask('secret', hiddenUid))
    expect(hidden.replaceAll(/secret/gi, 'absent')).not.toBe(await say('admin', ask('absent', absentUid)))
  })
})
