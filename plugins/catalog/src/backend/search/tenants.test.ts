import search from '@callboard/plugin-search/backend'
import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, startCatalog } from '../fixtures/catalog-portal.ts'
import { fences, fencing, firstTenant, secondTenant, secondTenantsWords } from '../fixtures/two-tenants.ts'

// As tenants.test.ts: what search tells the first tenant may not change when the second registers its things.

const tenants = Object.keys(fences).filter((name) => name !== 'with-locations')

const asked = [
  { attack: 'looking for a hidden name', query: 'term=secret' },
  { attack: 'looking for a hidden title', query: 'term=%22Very%20Secret%22' },
  { attack: 'looking for a hidden type', query: 'term=covert' },
  { attack: 'looking for a hidden tag', query: 'term=hush' },
  { attack: 'looking for the beginning of a hidden name', query: 'term=vaul' },
  { attack: 'looking for the middle of a hidden name', query: 'term=ault' },
  { attack: 'mistyping a hidden name', query: 'term=secrte' },
  { attack: 'listing everything', query: 'pageLimit=100' },
  { attack: 'counting everything on a short page', query: 'pageLimit=1' },
  { attack: 'reading the second page', query: 'pageLimit=2&pageCursor=MQ%3D%3D' },
  { attack: 'a word that both tenants use', query: 'term=team' },
  {
    attack: 'counting kinds and namespaces',
    query: 'facets[]=kind&facets[]=namespace&facets[]=type&facets[]=componentType',
  },
  { attack: 'counting owners and tags', query: 'facets[]=owner&facets[]=tags' },
  { attack: 'counting who may see what', query: 'facets[]=authorization&facets[]=resourceRef&facets[]=names' },
  { attack: 'filtering by a hidden namespace', query: 'filters[namespace]=t2' },
  { attack: 'filtering by a hidden owner', query: 'filters[owner]=spies' },
  { attack: 'filtering by a hidden ref', query: 'filters[authorization]=component:t2/secret' },
]

describe.each(['sqlite', 'postgres'] as const)('a tenant who searches on %s', (database) => {
  let c: CatalogPortal
  const before = new Map<string, string>()
  const after = new Map<string, string>()

  const say = async (user: string, query: string): Promise<string> => {
    const token = await c.portal.tokens.user(`user:t1/${user}`)
    const reply = await c.portal.fetch(`/api/search/query?${query}`, { as: { token } })
    return `${reply.status} ${await reply.text()}`
  }
  const sayAll = async (into: Map<string, string>) => {
    for (const user of [...tenants, 'admin'])
      for (const { attack, query } of asked) into.set(`${user}: ${attack}`, await say(user, query))
  }
  const isFound = (name: string) => eventually(async () => (await say('admin', `term=${name}`)).includes(`/${name}"`))

  beforeAll(async () => {
    const files = { '/first.yaml': firstTenant, '/second.yaml': secondTenant }
    const schedule = { initialDelay: 'PT0S' }
    const config = { search: { collators: { catalog: { schedule }, apis: { schedule } } } }
    c = await startCatalog(files, { database, policy: fencing, plugins: [search], config })
    await eventually(async () => !(await say('admin', '')).includes('not indexed yet'))
    await c.register('/first.yaml')
    for (const name of ['team', 'ann', 'web', 'api', 'shop', 'orders']) await isFound(name)
    await sayAll(before)
    await c.register('/second.yaml')
    for (const name of ['spies', 'bond', 'secret', 'vault']) await isFound(name)
    await sayAll(after)
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  describe.each(tenants.map((tenant) => ({ tenant })))('behind a fence by $tenant', ({ tenant }) => {
    test.each(asked)('learns nothing by $attack', ({ attack }) => {
      const told = after.get(`${tenant}: ${attack}`) ?? ''
      expect(told).toBe(before.get(`${tenant}: ${attack}`))
      expect(told).toMatch(/^200 /)
      for (const word of secondTenantsWords) expect(told).not.toContain(word)
    })
  })

  test.each(asked.filter(({ query }) => !/authorization|resourceRef/.test(query)))(
    'who sees everything is told by $attack',
    ({ attack }) => {
      expect(after.get(`admin: ${attack}`)).not.toBe(before.get(`admin: ${attack}`))
    },
  )

  test('who may read nothing finds nothing', async () => {
    expect(await say('blind', 'term=team&facets[]=kind')).toBe('200 {"results":[],"numberOfResults":0}')
  })
})
