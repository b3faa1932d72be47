import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScmEvent } from '@callboard/plugin-catalog'
import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'
import { touchedBy } from './follow-sources.ts'

const shop = 'component:default/shop'
const other = 'component:default/other'
const shelf = { 'docs/index.md': '# Shop' }
const refs = async ({ core }: DocsPortal) =>
  (await core.db.all<{ ref: string }>('select ref from site where version is not null order by ref')).map(
    ({ ref }) => ref,
  )
const rewrite = ({ folder }: DocsPortal, ...texts: string[]) =>
  writeFile(join(folder, 'catalog-info.yaml'), texts.join('---\n'))

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  test('docs are copied when their entity appears, and go with it', async () => {
    await using docs = await startDocs({ database, shelf, entities: { [shop]: documented(shop, docsAt('shelf:a')) } })
    await eventually(async () => (await refs(docs)).includes(shop))
    await rewrite(docs, documented(shop, docsAt('shelf:a')), documented(other, docsAt('shelf:b')))
    await eventually(async () => (await refs(docs)).includes(other))
    await rewrite(docs, documented(other, docsAt('shelf:b')))
    await eventually(async () => {
      // As an orphan it stays until somebody deletes it.
      const reply = await docs.portal.fetch('/api/catalog/entities/by-name/component/default/shop')
      if (reply.status === 404) return true
      const { metadata } = (await reply.json()) as { metadata: { uid: string } }
      await docs.portal.fetch(`/api/catalog/entities/by-uid/${metadata.uid}`, { method: 'DELETE' })
      return false
    })
    await eventually(async () => !(await refs(docs)).includes(shop))
    expect(await refs(docs)).toEqual([other])
  })

  test('an entity that names another source, or none, is followed', async () => {
    await using docs = await startDocs({ database, shelf, entities: { [shop]: documented(shop, docsAt('shelf:a')) } })
    await eventually(async () => (await refs(docs)).includes(shop))
    await rewrite(docs, documented(shop, docsAt('shelf:moved')))
    const target = async () =>
      (await docs.core.db.get<{ copied_target: string }>('select copied_target from site'))?.copied_target
    await eventually(async () => (await target()) === 'moved')
    await rewrite(docs, documented(shop, {}))
    await eventually(async () => (await refs(docs)).length === 0)
  })

  test('the tasks look at what nobody reads, and make up for what nobody heard', async () => {
    await using docs = await startDocs({ database, shelf, entities: { [shop]: documented(shop, docsAt('shelf:a')) } })
    await eventually(async () => (await refs(docs)).includes(shop))
    docs.shelf.files.set('docs/index.md', '# New')
    docs.clock.advance(31 * 60_000)
    await eventually(async () => {
      await docs.core.scheduler.trigger('techdocs-check-sources').catch(() => {})
      const { n } = (await docs.core.db.get<{ n: number }>('select count(*) as n from blob')) ?? {}
      return n === 2
    })
    await docs.core.db.run('delete from site_file')
    await docs.core.db.run("update site set ref = 'component:default/unheard-of'")
    docs.clock.advance(11 * 60_000)
    await eventually(async () => {
      await docs.core.scheduler.trigger('techdocs-sweep').catch(() => {})
      const { n } = (await docs.core.db.get<{ n: number }>('select count(*) as n from blob')) ?? {}
      return n === 1 && (await refs(docs)).join() === shop
    })
  })
})

test('docs that are built elsewhere are not copied', async () => {
  const elsewhere = { ...docsAt('shelf:a'), 'backstage.io/techdocs-builder': 'external' }
  const entities = { [shop]: documented(shop, elsewhere), [other]: documented(other, docsAt('shelf:b')) }
  await using docs = await startDocs({ shelf, entities })
  await eventually(async () => (await refs(docs)).length > 0)
  expect(await refs(docs)).toEqual([other])
})

test('of a portal whose docs are built elsewhere an entity may still have its own from here', async () => {
  const here = { ...docsAt('shelf:a'), 'backstage.io/techdocs-builder': 'local' }
  const entities = { [shop]: documented(shop, here), [other]: documented(other, docsAt('shelf:b')) }
  await using docs = await startDocs({ shelf, entities, techdocs: { builder: 'external' } })
  await eventually(async () => (await refs(docs)).length > 0)
  expect(await refs(docs)).toEqual([shop])
})

test('a local folder that is gone keeps its last copy', async () => {
  await using docs = await startDocs({
    entities: { [shop]: documented(shop, docsAt('dir:./site')) },
    files: { 'site/docs/index.md': '# Site' },
  })
  const path = '/static/docs/default/component/shop/index.html'
  expect((await docs.get(path)).status).toBe(200)
  await rm(join(docs.folder, 'site'), { recursive: true })
  docs.clock.advance(1_000)
  expect(await (await docs.get(path)).text()).toContain('# Site')
})

const github = 'https://github.com/acme/shop/tree/main/'
test.each<{ why: string; event: ScmEvent; target: string; isTouched: boolean }>([
  {
    why: 'a file below the folder',
    event: { type: 'location.updated', url: 'https://github.com/acme/shop/tree/main/docs/a.md' },
    ...{ target: github, isTouched: true },
  },
  {
    why: 'a file in the folder, whatever the case of the owner',
    event: { type: 'location.created', url: 'https://github.com/Acme/Shop/tree/main/mkdocs.yml' },
    ...{ target: github, isTouched: true },
  },
  {
    why: 'a file that has moved away',
    event: {
      type: 'location.moved',
      fromUrl: `${github}docs/a.md`,
      toUrl: 'https://github.com/acme/shop/tree/main/a.md',
    },
    ...{ target: `${github}docs`, isTouched: true },
  },
  {
    why: 'anything in the repository',
    event: { type: 'repository.updated', url: 'https://github.com/acme/shop' },
    ...{ target: github, isTouched: true },
  },
  {
    why: 'a file beside the folder',
    event: { type: 'location.updated', url: `${github}src/a.ts` },
    ...{ target: `${github}docs`, isTouched: false },
  },
  {
    why: 'another branch',
    event: { type: 'location.updated', url: 'https://github.com/acme/shop/tree/next/docs/a.md' },
    ...{ target: github, isTouched: false },
  },
  {
    why: 'a repository whose name only begins so',
    event: { type: 'repository.updated', url: 'https://github.com/acme/sho' },
    ...{ target: github, isTouched: false },
  },
])('a push that touched $why: $isTouched', ({ event, target, isTouched }) => {
  expect(touchedBy([event])(target)).toBe(isTouched)
})
