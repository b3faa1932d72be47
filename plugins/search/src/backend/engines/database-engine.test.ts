import { type Filter, type JsonValue, nothing } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import { synonymsOf } from '../query/parse-term.ts'
import { type EnginePortal, engineOf } from './fixtures/engine-of.ts'

const doc = (location: string, title: string, more: Partial<SearchDocument> = {}): SearchDocument =>
  ({ title, text: '', location, ...more }) as SearchDocument // Partial allows an undefined title, which is given here
const owned = (ref: string) => ({
  resourceRef: 'component:default/x',
  rows: [
    { key: 'kind', value: 'component' },
    { key: 'relations.ownedby', value: ref },
  ],
})

const documents = [
  doc('/sales', 'Ticket sales', {
    names: ['ticket-sales'],
    kind: 'Component',
    tags: ['kotlin', 'rest'],
    text: 'Takes an order from basket to paid.',
    authorization: owned('group:default/ticketing'),
  }),
  doc('/renderer', 'Ticket renderer', {
    names: ['ticket-renderer'],
    kind: 'Component',
    text: 'Turns a sold ticket into a PDF.',
    authorization: owned('group:default/ticketing'),
  }),
  doc('/payments', 'PaymentService', {
    kind: 'Component',
    text: 'Charges cards.',
    authorization: owned('group:default/money'),
  }),
  doc('/backstage', 'Backstage rota', {
    kind: 'System',
    text: 'Who works on which night in Zürich.',
    authorization: owned('group:default/house'),
  }),
  doc('/cue', 'Cue server', {
    kind: 'Component',
    text: 'Kubernetes runs it. No fire zone: nothing here may fire on its own.',
    authorization: owned('group:default/house'),
  }),
  doc('/callsheet', 'Callsheet', { kind: 'API', text: 'Tells everybody when to come.', port: 8080, isPublic: true }),
]

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let portal: EnginePortal
  beforeAll(async () => {
    portal = await engineOf(database)
    await portal.put(...documents)
  })
  afterAll(() => portal?.[Symbol.asyncDispose]())

  test.each([
    { why: 'all words, in any order', text: 'sales ticket ', found: ['/sales'] },
    { why: 'words of the text', text: 'basket ', found: ['/sales'] },
    { why: 'words of a list', text: 'kotlin ', found: ['/sales'] },
    { why: 'other forms of a word', text: 'tickets ', found: ['/renderer', '/sales'] },
    { why: 'the beginning of a word in any field', text: 'bask', found: ['/sales'] },
    { why: 'a short beginning in titles', text: 're', found: ['/renderer'] },
    { why: 'a compound by its words', text: 'payment service ', found: ['/payments'] },
    { why: 'a compound by other seams', text: 'payment-service ', found: ['/payments'] },
    { why: 'a compound as one word', text: 'paymentservice ', found: ['/payments'] },
    { why: 'words of a title written together', text: 'ticketsales ', found: ['/sales'] },
    { why: 'a title written apart', text: 'call sheet ', found: ['/callsheet'] },
    { why: 'the inside of a name', text: 'sheet ', found: ['/callsheet'] },
    { why: 'without accents', text: 'zurich ', found: ['/backstage'] },
    { why: 'with accents', text: 'Zürich ', found: ['/backstage'] },
    { why: 'a phrase', text: '"fire zone"', found: ['/cue'] },
    { why: 'no phrase in another order', text: '"zone fire"', found: [] },
    { why: 'a phrase does not reach from the title into the text', text: '"server kubernetes"', found: [] },
    { why: 'nothing for a word that nothing is near to', text: 'xylophone ', found: [] },
    { why: 'two of three words when no document has all', text: 'ticket sales xylophone ', found: ['/sales'] },
  ])('finds $why', async ({ text, found }) => {
    expect((await portal.find(text)).toSorted()).toEqual(found)
  })

  test.each([
    { why: 'a letter too few', text: 'tiket ', to: 'ticket' },
    { why: 'a letter too many', text: 'ticcket ', to: 'ticket' },
    { why: 'another letter', text: 'tickat ', to: 'ticket' },
    { why: 'swapped letters', text: 'tikcet ', to: 'ticket' },
    { why: 'a wrong first letter', text: 'ricket ', to: 'ticket' },
    { why: 'two errors in a long word', text: 'kubernates-', to: 'kubernetes' },
    { why: 'an error in a word that is being typed', text: 'kubrn', to: 'kubernetes' },
  ])('corrects $why', async ({ text, to }) => {
    const answer = await portal.ask(text)
    expect(answer.corrections.map((correction) => correction.to)).toContain(to)
    expect(answer.total).toBeGreaterThan(0)
  })

  test('short words are not corrected', async () => {
    expect(await portal.ask('cux ')).toMatchObject({ total: 0, corrections: [] })
  })

  test('synonyms find what they stand for', async () => {
    const synonyms = synonymsOf([
      ['k8s', 'kubernetes'],
      ['schedule', 'backstage rota'],
    ])
    expect(await portal.find('k8s ', { synonyms })).toEqual(['/cue'])
    expect(await portal.find('schedule ', { synonyms })).toEqual(['/backstage'])
    expect(await portal.find('k8s ')).toEqual([])
  })

  test.each<{ why: string; filters: Record<string, JsonValue[]>; found: string[] }>([
    { why: 'a value', filters: { kind: ['System'] }, found: ['/backstage'] },
    { why: 'any of several values', filters: { kind: ['System', 'API'] }, found: ['/backstage', '/callsheet'] },
    { why: 'a value of a list', filters: { tags: ['rest'] }, found: ['/sales'] },
    { why: 'a number', filters: { port: [8080] }, found: ['/callsheet'] },
    { why: 'but not a number as text', filters: { port: ['8080'] }, found: [] },
    { why: 'a boolean', filters: { isPublic: [true] }, found: ['/callsheet'] },
    { why: 'the value as it is written', filters: { kind: ['system'] }, found: [] },
    { why: 'all fields', filters: { kind: ['Component'], tags: ['kotlin'] }, found: ['/sales'] },
  ])('filters by $why', async ({ filters, found }) => {
    const answer = await portal.ask('', { filters })
    expect(answer.hits.map(({ document }) => document.location).toSorted()).toEqual(found)
    expect(answer.total).toBe(found.length)
  })

  const ticketing: Filter = { key: 'relations.ownedby', in: ['group:default/ticketing'] }
  test.each<{ why: string; visible: Filter; found: string[] }>([
    {
      why: 'everything',
      visible: { all: [] },
      found: ['/backstage', '/callsheet', '/cue', '/payments', '/renderer', '/sales'],
    },
    { why: 'nothing', visible: nothing, found: [] },
    { why: 'a row', visible: ticketing, found: ['/renderer', '/sales'] },
    { why: 'not a row', visible: { not: ticketing }, found: ['/backstage', '/callsheet', '/cue', '/payments'] },
    {
      why: 'a key',
      visible: { key: 'kind', exists: true },
      found: ['/backstage', '/cue', '/payments', '/renderer', '/sales'],
    },
    {
      why: 'all',
      visible: { all: [{ key: 'kind', exists: true }, { not: ticketing }] },
      found: ['/backstage', '/cue', '/payments'],
    },
    {
      why: 'any',
      visible: { any: [ticketing, { key: 'relations.ownedby', in: ['group:default/money'] }] },
      found: ['/payments', '/renderer', '/sales'],
    },
    { why: 'no values', visible: { key: 'kind', in: [] }, found: [] },
  ])('shows what a caller may see: $why', async ({ visible, found }) => {
    const answer = await portal.ask('', { visible, facets: ['type'] })
    expect(answer.hits.map(({ document }) => document.location).toSorted()).toEqual(found)
    expect(answer.total).toBe(found.length)
    expect(answer.facets.type ?? []).toEqual(found.length > 0 ? [{ value: 'thing', count: found.length }] : [])
  })

  test('a caller of many groups sees what is theirs', async () => {
    const groups = Array.from({ length: 300 }, (_, n) => `group:default/g${n}`)
    const visible: Filter = { key: 'relations.ownedby', in: [...groups, 'group:default/ticketing'] }
    const { total, facets, hits } = await portal.ask('ticket', { visible, facets: ['kind'] })
    expect({ total, facets }).toEqual({ total: 2, facets: { kind: [{ value: 'Component', count: 2 }] } })
    expect(hits.map(({ document }) => document.location).toSorted()).toEqual(['/renderer', '/sales'])
    expect(await portal.find('', { visible: { key: 'relations.ownedby', in: groups } })).toEqual([])
  })

  test('a condition on the beginning of values is refused, not answered wrongly', async () => {
    await expect(portal.ask('', { visible: { key: 'kind', prefix: 'comp' } })).rejects.toThrow('by their beginning')
  })

  test('a type that is not asked for is not found', async () => {
    expect(await portal.find('ticket', { types: [] })).toEqual([])
    expect(await portal.find('ticket', { types: [{ type: 'other', visible: { all: [] } }] })).toEqual([])
  })

  test('words of hidden documents are not offered', async () => {
    expect((await portal.ask('kubernates ', { visible: ticketing })).corrections).toEqual([])
  })

  test('facets count all hits, not those of the page', async () => {
    const { facets, hits } = await portal.ask('ticket', { facets: ['kind', 'unheard-of'], limit: 1 })
    expect(hits).toHaveLength(1)
    expect(facets).toEqual({ kind: [{ value: 'Component', count: 2 }] })
  })

  test.each([
    "a:b & (c | d) !e* ' ; -- ",
    '"',
    '""""',
    'NEAR(a b)',
    'a AND NOT b OR',
    '\0\u{1f600}\ud800',
    "'; drop table document; --",
    '{title} : x ^y + z',
    '%_\\',
    'ａｂｃ ﬁ ẞ',
    '*'.repeat(100),
    `${'a '.repeat(200)}b`,
    'x'.repeat(5000),
    '日本語 العربية עברית हिन्दी',
  ])('any text is harmless: %s', async (text) => {
    expect((await portal.ask(text)).total).toBeGreaterThanOrEqual(0)
    expect((await portal.find('basket ')).length).toBe(1)
  })
})
