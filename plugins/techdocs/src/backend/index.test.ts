import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import catalog from '@callboard/plugin-catalog/backend'
import search from '@callboard/plugin-search/backend'
import { eventually, folderWith, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TechdocsMetadata } from '../model/contract-routes.ts'
import type { DocsPage } from '../model/site.ts'
import { docsAt, documented } from './fixtures/docs-portal.ts'
import techdocs from './index.ts'

const at = 'default/component/shop'
const files = {
  'catalog-info.yaml': documented('component:default/shop', docsAt('dir:.')),
  'mkdocs.yml': 'site_name: Coat check\nnav: [{ Home: index.md }, { Guide: guide/tickets.md }]\n',
  'docs/index.md':
    '# Coat check\n\nSee [tickets](guide/tickets.md#lost) and [nothing](nowhere.md).\n\n![Map](map.png)\n',
  'docs/map.png': Buffer.from([137, 80, 78, 71]),
  'docs/guide/tickets.md':
    '# Tickets\n\nNumbers are torn.\n\n## Lost\n\nAsk for the wardrobe mistress.\n\n<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n\n--8<-- "/etc/passwd"\n\n--8<-- "parts/tip.md"\n',
  'parts/tip.md': '!!! tip\n    Bring coins.\n',
}

let folder: string
let portal: TestPortal
beforeAll(async () => {
  folder = await folderWith(files)
  portal = await startPortal({
    plugins: [catalog, search, techdocs],
    config: { catalog: { locations: [{ type: 'file', target: join(folder, 'catalog-info.yaml') }] } },
  })
  await eventually(async () => (await portal.fetch(`/api/techdocs/sites/${at}`)).status === 200)
})
afterAll(async () => {
  await portal.stop()
  await rm(folder, { recursive: true })
})

const json = async <T>(path: string) => (await portal.fetch(path)).json() as Promise<T>

test('a site, its pages and its neighbours', async () => {
  expect(await json(`/api/techdocs/sites/${at}`)).toMatchObject({
    name: 'Coat check',
    origin: 'native',
    nav: [
      { title: 'Home', path: '' },
      { title: 'Guide', path: 'guide/tickets/' },
    ],
  })
  const { page } = await json<{ page: DocsPage }>(`/api/techdocs/sites/${at}/page?path=guide/tickets/`)
  expect(page).toMatchObject({ title: 'Guide', previous: { title: 'Home', path: '' } })
  expect(page.html).toContain('<h2 id="lost">')
  expect(page.html).toContain('class="admonition tip"')
})

test('attack: neither scripts nor files of the server get into a page, whoever asks for it', async () => {
  const { page } = await json<{ page: DocsPage }>(`/api/techdocs/sites/${at}/page?path=guide/tickets/`)
  const whole = await (await portal.fetch(`/api/techdocs/static/docs/${at}/guide/tickets/index.html`)).text()
  for (const html of [page.html, whole]) {
    expect(html).toContain('wardrobe mistress')
    expect(html).not.toMatch(/alert\(1\)|onerror|root:/)
  }
})

test('what the owner should mend is listed', async () => {
  const problems = await json(`/api/techdocs/sites/${at}/problems`)
  expect(problems).toEqual(
    expect.arrayContaining([expect.objectContaining({ code: 'broken-link', file: 'docs/index.md' })]),
  )
})

test('a whole document and its files, as clients of the field read them', async () => {
  const metadata = await json<TechdocsMetadata>(`/api/techdocs/static/docs/${at}/techdocs_metadata.json`)
  expect(metadata).toMatchObject({ site_name: 'Coat check', site_description: 'None', etag: expect.any(String) })
  for (const file of metadata.files) {
    const reply = await portal.fetch(`/api/techdocs/static/docs/${at}/${file}`)
    expect(reply.status, file).toBe(200)
    expect(reply.headers.get('content-type'), file).not.toMatch(/html|svg|javascript/)
  }
  const html = await (await portal.fetch(`/api/techdocs/static/docs/${at}/index.html`)).text()
  expect(html).toContain('class="md-content__inner md-typeset"')
  expect(html).toContain('href="guide/tickets/#lost"')
})

test('search finds sections, and a change of the docs soon after', async () => {
  const find = async (term: string) => {
    const { results } = await json<{ results: { document: { location: string } }[] }>(
      `/api/search/query?term=${encodeURIComponent(term)}&types[]=techdocs`,
    )
    return results.map(({ document }) => document.location)
  }
  await eventually(async () => (await find('wardrobe'))[0] === `/docs/${at}/guide/tickets/#lost`)
  await writeFile(join(folder, 'docs/guide/tickets.md'), '# Tickets\n\nAsk the cloakroom attendant.\n')
  await eventually(async () => {
    await portal.fetch(`/api/techdocs/sites/${at}`)
    return (await find('attendant'))[0]?.startsWith(`/docs/${at}/guide/tickets/`)
  })
  await eventually(async () => (await find('wardrobe')).length === 0)
})
