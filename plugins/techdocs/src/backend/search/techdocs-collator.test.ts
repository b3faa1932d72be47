import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { matchesFilter, parsePredicate } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { expect, test } from 'vitest'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'

const shop = 'component:default/shop'
const lent = 'component:default/lent'
const plain = 'component:default/plain'
const shelf = { 'docs/index.md': 'Welcome.', 'docs/guide.md': 'How to.' }
const start = () =>
  startDocs({
    shelf,
    entities: {
      [shop]: documented(shop, docsAt('shelf:a'), 'type: website'),
      [lent]: documented(lent, { 'backstage.io/techdocs-entity': shop }),
      [plain]: documented(plain, {}),
    },
  })
const signal = new AbortController().signal
const documentsOf = ({ collator }: DocsPortal, ...refs: string[]) => collator.documentsOf(refs, { signal })

test('documents are the sections of the docs', async () => {
  await using docs = await start()
  const documents = await eventually(async () => {
    const found = await documentsOf(docs, shop, lent, plain, 'component:default/absent')
    return found.size > 0 && found
  })
  expect([...documents.keys()]).toEqual([shop])
  expect(documents.get(shop)?.[0]).toEqual({
    ...{ title: 'guide', pageTitle: 'guide', text: 'How to.', path: 'guide/' },
    location: '/docs/default/component/shop/guide/',
    ...{ kind: 'component', namespace: 'default', name: 'shop', entityTitle: '' },
    ...{ componentType: 'website', type: 'website', lifecycle: 'production', owner: 'team' },
    authorization: { resourceRef: shop, rows: expect.arrayContaining([{ key: 'kind', value: 'component' }]) },
  })
  expect(documents.get(shop)?.[1]?.location).toBe('/docs/default/component/shop/')
})

test('sources are the entities with docs of their own, in order', async () => {
  await using docs = await start()
  await writeFile(
    join(docs.folder, 'catalog-info.yaml'),
    ['zoo', 'shop', 'a-b', 'a.b', 'ab']
      .map((name) => documented(`component:default/${name}`, docsAt('shelf:a')))
      .join('---\n'),
  )
  const all = async (after?: string) => {
    const found: string[] = []
    for await (const ref of docs.collator.sources({ signal, ...(after !== undefined && { after }) })) found.push(ref)
    return found.map((ref) => ref.replace('component:default/', ''))
  }
  await eventually(async () => (await all()).length === 5)
  expect(await all()).toEqual(['a-b', 'a.b', 'ab', 'shop', 'zoo'])
  expect(await all('component:default/ab')).toEqual(['shop', 'zoo'])
})

test('what may be seen is what of the entities may be seen', async () => {
  await using docs = await start()
  const credentials = await docs.core.auth.authenticate(await docs.portal.tokens.plugin('catalog', 'techdocs'))
  const filter = await docs.collator.visibility?.({ credentials })
  expect(filter && matchesFilter(filter, [])).toBe(true)
  expect(parsePredicate({ kind: 'x' })).not.toEqual(filter)
})

test('changes of docs and of entities make documents stale, others do not', async () => {
  await using docs = await start()
  const stale = new Set<string>()
  docs.collator.follow?.(async (refs) => {
    for (const ref of refs) stale.add(ref)
  })
  await docs.get('/sites/default/component/shop')
  stale.clear()
  docs.shelf.files.set('docs/index.md', 'New.')
  docs.clock.advance(60_000)
  await docs.get('/sync/default/component/shop')
  await eventually(() => stale.has(shop))

  stale.clear()
  await writeFile(
    join(docs.folder, 'catalog-info.yaml'),
    [documented(shop, docsAt('shelf:a'), 'type: moved'), documented(plain, {}, 'type: moved')].join('---\n'),
  )
  await eventually(() => stale.has(shop))
  expect([...stale]).toEqual([shop])
})

test('docs that an entity has lost are no documents any more', async () => {
  await using docs = await start()
  const stale = new Set<string>()
  docs.collator.follow?.(async (refs) => {
    for (const ref of refs) stale.add(ref)
  })
  await docs.get('/sites/default/component/shop')
  stale.clear()
  await writeFile(join(docs.folder, 'catalog-info.yaml'), documented(shop, {}))
  await eventually(() => stale.has(shop))
  expect((await documentsOf(docs, shop)).size).toBe(0)
})

test('names of files that mean something in addresses lead to their pages', async () => {
  await using docs = await startDocs({
    shelf: { 'docs/C#/50% done?.md': '## One\n\nGo.' },
    entities: { [shop]: documented(shop, docsAt('shelf:a')) },
  })
  const documents = await eventually(async () => {
    const found = await documentsOf(docs, shop)
    return found.size > 0 && found
  })
  const locations = documents.get(shop)?.map(({ location }) => location)
  expect(locations).toContain('/docs/default/component/shop/C%23/50%25 done%3F/')
})
