import { expect, test } from 'vitest'
import { prepareAddresses } from './prepare-article.ts'

const addresses = {
  place: {
    entity: { namespace: 'default', kind: 'component', name: 'billing' },
    base: '/docs/default/component/billing',
    version: undefined,
  },
  path: 'guide/install/',
  staticBase: '/api/techdocs/static/docs/default/component/billing/',
}

function prepared(html: string, version?: string) {
  const element = document.createElement('div')
  element.innerHTML = html
  const result = prepareAddresses(element, { ...addresses, place: { ...addresses.place, version } })
  const link = element.firstElementChild
  return { ...result, link, href: link?.getAttribute('href') }
}

test.each([
  { why: 'a page beside it', href: '../other/', to: '/docs/default/component/billing/guide/other/' },
  { why: 'a part of another page', href: '../other/#b', to: '/docs/default/component/billing/guide/other/#b' },
  { why: 'a part of the page itself', href: '#b', to: '/docs/default/component/billing/guide/install/#b' },
  { why: 'the first page', href: '../..', to: '/docs/default/component/billing/' },
  { why: 'no further up than the site', href: '../../../../../catalog', to: '/docs/default/component/billing/catalog' },
  {
    why: 'a page of a site without folders',
    href: '../other.html',
    to: '/docs/default/component/billing/guide/other.html',
  },
  {
    why: 'a page whose name means something in addresses',
    href: '../C%23/50%25/#a',
    to: '/docs/default/component/billing/guide/C%23/50%25/#a',
  },
])('a link leads to $why', ({ href, to }) => {
  const { link, href: given, needsFiles } = prepared(`<a href="${href}">a</a>`)
  expect(given).toBe(to)
  expect(link).toHaveProperty('dataset.docsPage', '')
  expect(needsFiles).toBe(false)
})

test.each([
  { why: 'another site', href: 'https://other.example/a' },
  { why: 'another site, whatever the protocol', href: '//other.example/a' },
])('a link to $why opens beside the portal', ({ href }) => {
  const { link, href: given } = prepared(`<a href="${href}">a</a>`)
  expect(given).toBe(href)
  expect(link?.getAttribute('target')).toBe('_blank')
  expect(link?.getAttribute('rel')).toContain('noopener')
})

test('a link to mail stays as it is', () => {
  const { link } = prepared('<a href="mailto:a@b.example">a</a>')
  expect(link?.outerHTML).toBe('<a href="mailto:a@b.example">a</a>')
})

test('files come from where they are served, and want the cookie', () => {
  const { href, link, needsFiles } = prepared('<a href="../plan.pdf">a</a>')
  expect(href).toBe('/api/techdocs/static/docs/default/component/billing/guide/plan.pdf')
  expect(link?.getAttribute('target')).toBe('_blank')
  expect(needsFiles).toBe(true)
})

test('a download is left to the browser', () => {
  const { link } = prepared('<a href="../data" download>a</a>')
  expect(link?.getAttribute('href')).toBe('/api/techdocs/static/docs/default/component/billing/guide/data')
  expect(link?.hasAttribute('target')).toBe(false)
  expect(link?.hasAttribute('data-docs-page')).toBe(false)
})

test('images wait for the cookie; those of other sites do not', () => {
  const own = prepared('<img src="../seats.svg">')
  expect(own.link).toHaveProperty(
    'dataset.docsFile',
    '/api/techdocs/static/docs/default/component/billing/guide/seats.svg',
  )
  expect(own.link?.hasAttribute('src')).toBe(false)
  const other = prepared('<img src="https://other.example/a.png">')
  expect(other.link?.getAttribute('src')).toBe('https://other.example/a.png')
  expect(other.needsFiles).toBe(false)
})

test('a version stays in what its pages lead to', () => {
  expect(prepared('<a href="../other/#b">a</a>', 'v1').href).toBe(
    '/docs/default/component/billing/guide/other/?version=v1#b',
  )
  expect(prepared('<a href="../plan.pdf">a</a>', 'v1').href).toContain('plan.pdf?version=v1')
})

test.each([
  ['a frame', '<iframe src="https://allowed.example/" data-docs-file="javascript:alert(1)"></iframe>'],
  ['an image', '<img alt="a" data-docs-file="/api/auth/anything.svg">'],
  ['a link elsewhere', '<a href="https://other.example/" data-docs-page>a</a>'],
])('%s cannot bring along what the reader says of files and pages', (_, html) => {
  const { link, needsFiles } = prepared(html)
  expect(Object.keys((link as HTMLElement).dataset)).toEqual([])
  expect(needsFiles).toBe(false)
})
