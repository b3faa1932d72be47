import { definePlugin } from '@callboard/kernel'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { collators } from '../../model/services.ts'
import { shelf } from '../fixtures/shelf.ts'
import search from '../index.ts'

// What people and programs send, asked of the real engines: every text is only a text, and the index is whole afterwards.

const terms = [
  { attack: 'SQL that ends a statement', term: `'; drop table document; --` },
  { attack: 'SQL that is always true', term: `' or 1=1 or ''='` },
  { attack: 'a comment', term: '/* seats */ --' },
  { attack: 'signs of tsquery', term: 'a:*&(!b|c)<->d' },
  { attack: 'signs of FTS5', term: 'title:seats NEAR(a b, 2) ^"x"* {title text}: -y +z' },
  { attack: 'only operators', term: 'AND OR NOT NEAR' },
  { attack: 'only signs', term: '"*()&|!<>:^-+~\'\\%_?#$[]{}`' },
  { attack: 'an open quotation mark', term: '"seats' },
  { attack: 'wild cards', term: '%_*?' },
  { attack: 'a backslash at the end', term: 'seats\\' },
  { attack: 'a placeholder', term: '? $1 :a @b' },
  { attack: 'a NUL', term: 'sea\0ts' },
  { attack: 'half an emoji', term: '\ud83d' },
  { attack: 'an emoji and marks', term: '🎭 e\u0301 \u202e\u200b' },
  { attack: 'one very long word', term: 'a'.repeat(100) },
  {
    attack: 'very many words',
    term: Array.from({ length: 50 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(' '),
  },
  { attack: 'HTML', term: '<img src=x onerror=alert(1)>' },
  { attack: 'words of JavaScript', term: 'constructor __proto__ toString hasOwnProperty' },
]

const filters = [
  { attack: 'SQL as a field', query: `filters[${encodeURIComponent("a' or 1=1 --")}]=x` },
  { attack: 'SQL as a value', query: `filters[kind]=' or 1=1 --` },
  { attack: 'a path of JSON as a field', query: 'filters[$.title]=seats' },
  { attack: 'a NUL as a field', query: 'filters[a%00b]=x' },
  { attack: 'a NUL as a value', query: 'filters[kind]=%00' },
  { attack: 'what only the server knows', query: 'filters[authorization]=x&filters[names]=x' },
  { attack: 'words of JavaScript as fields', query: 'filters[toString]=x&filters[hasOwnProperty]=x&facets[]=toString' },
  { attack: 'SQL as a facet', query: `facets[]=kind'%20or%201=1&facets[]=` },
  { attack: 'a very long value', query: `filters[kind]=${'a'.repeat(5_000)}` },
  {
    attack: 'as many values as there may be',
    query: Array.from({ length: 100 }, (_, i) => `filters[kind][]=${i}`).join('&'),
  },
]

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let portal: TestPortal
  const ask = async (query: string) => {
    const response = await portal.fetch(`/api/search/query?${query}`)
    return { status: response.status, text: await response.text() }
  }
  const whole = async () => JSON.parse((await ask('')).text).numberOfResults === 2

  beforeAll(async () => {
    const notes = shelf({ seats: 'Where to sit.', tickets: 'What to show.' })
    const contributor = definePlugin({
      id: 'contributor',
      use: { collators },
      setup: (core) => core.collators.add(notes),
    })
    const config = { search: { collators: { notes: { schedule: { initialDelay: 'PT0S' } } } } }
    portal = await startPortal({ plugins: [search, contributor], database, config })
    await eventually(whole)
  })
  afterAll(() => portal?.stop())

  test.each(terms)('the term is $attack', async ({ term }) => {
    const { status, text } = await ask(`term=${encodeURIComponent(term.toWellFormed())}`)
    expect(status).toBe(200)
    expect(text).not.toMatch(/syntax|tsquery|fts5|sqlite|postgres/i)
    expect(await whole()).toBe(true)
  })

  test.each(filters)('there is $attack', async ({ query }) => {
    const { status, text } = await ask(query)
    expect(status).toBe(200)
    if (query.includes('filters')) expect(JSON.parse(text)).toMatchObject({ results: [], numberOfResults: 0 })
    expect(await whole()).toBe(true)
  })

  test('what people mean is found', async () => {
    for (const query of ['term=seats', 'term=seat', 'term=setas', 'term=where', 'filters[source]=seats'])
      expect(`${query}: ${JSON.parse((await ask(query)).text).results[0]?.document.title}`).toBe(`${query}: seats`)
  })
})
