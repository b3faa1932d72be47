import type { PermissionPolicy } from '@callboard/kernel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'

const ours = 'component:ours/shop'
const theirs = 'component:theirs/vault'
const lent = 'component:ours/lent'

/** Who is `user:ours/…` reads only what is in the namespace `ours`; who is `user:blind/…` reads nothing. */
const fencing: PermissionPolicy = {
  async decide({ permission }, user) {
    if (permission.name !== 'catalog.entity.read') return { result: 'ALLOW' }
    if (user?.userEntityRef.startsWith('user:blind/')) return { result: 'DENY' }
    if (!user?.userEntityRef.startsWith('user:ours/')) return { result: 'ALLOW' }
    const resourceType = 'catalog-entity'
    const conditions = { rule: 'IS_ENTITY_NAMESPACE', resourceType, params: { namespaces: ['ours'] } }
    return { result: 'CONDITIONAL', pluginId: 'catalog', resourceType, conditions }
  },
}

let docs: DocsPortal
beforeAll(async () => {
  docs = await startDocs({
    policy: fencing,
    shelf: { 'docs/index.md': '# Hush', 'docs/logo.png': 'png' },
    entities: {
      [ours]: documented(ours, { ...docsAt('shelf:a'), 'callboard.dev/techdocs-versions': 'v1' }),
      [theirs]: documented(theirs, docsAt('shelf:b')),
      [lent]: documented(lent, { 'backstage.io/techdocs-entity': theirs }),
    },
  })
})
afterAll(() => docs[Symbol.asyncDispose]())

const routes = [
  '/metadata/techdocs/NS/component/NAME',
  '/metadata/entity/NS/component/NAME',
  '/sync/NS/component/NAME',
  '/static/docs/NS/component/NAME/index.html',
  '/static/docs/NS/component/NAME/logo.png',
  '/static/docs/NS/component/NAME/techdocs_metadata.json',
  '/static/docs/NS/component/NAME/index.html?version=v1',
  '/sites/NS/component/NAME',
  '/sites/NS/component/NAME/page',
  '/sites/NS/component/NAME/page?path=nowhere',
  '/sites/NS/component/NAME/problems',
]

/** Status and body; what a route repeats of the name that was asked for is made the same. */
async function ask({ get, portal }: DocsPortal, as: string, route: string, namespace: string, name: string) {
  const token = await portal.tokens.user(as)
  const reply = await get(route.replace('NS', namespace).replace('NAME', name), { as: { token } })
  const text = (await reply.text())
    .replaceAll(`${namespace}/component/${name}`, '…')
    .replaceAll(`${namespace}/${name}`, '…')
  return { status: reply.status, text, type: reply.headers.get('content-type') }
}

test.each(routes)('what a tenant may not read is as what is not there: %s', async (route) => {
  const hidden = await ask(docs, 'user:ours/ann', route, 'theirs', 'vault')
  const missing = await ask(docs, 'user:ours/ann', route, 'theirs', 'absent')
  expect(hidden).toEqual(missing)
  expect(hidden.status).toBe(404)
  expect(await ask(docs, 'user:blind/bob', route, 'ours', 'shop')).toMatchObject({ status: 404 })
})

test.each(routes.filter((route) => !route.includes('version') && !route.includes('nowhere')))(
  'what a tenant may read is served: %s',
  async (route) => {
    expect((await ask(docs, 'user:ours/ann', route, 'ours', 'shop')).status).toBe(200)
    expect((await ask(docs, 'user:theirs/eve', route, 'theirs', 'vault')).status).toBe(200)
  },
)

test.each(routes)('docs that are lent are for those who may read both: %s', async (route) => {
  const { text, status } = await ask(docs, 'user:ours/ann', route, 'ours', 'lent')
  expect(text).not.toMatch(/Hush|vault|shelf/i)
  // Only this one is about the entity itself.
  if (!route.startsWith('/sync')) expect(status).toBe(404)
})

test('whoever may read both reads lent docs, and is told whose they are', async () => {
  const reply = await docs.get('/sites/ours/component/lent')
  expect(await reply.json()).toMatchObject({ entityRef: theirs })
})

test('every route wants somebody who is signed in', async () => {
  for (const route of routes) {
    const path = route.replace('NS', 'ours').replace('NAME', 'shop')
    expect((await docs.get(path, { as: 'nobody' })).status, route).toBe(401)
  }
})
