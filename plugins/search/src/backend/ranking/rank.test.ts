import { describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import { parseTerm, synonymsOf } from '../query/parse-term.ts'
import { excerptOf } from './excerpt.ts'
import { ndcg } from './fixtures/ndcg.ts'
import { rank } from './rank.ts'

interface Made extends Partial<SearchDocument> {
  type?: string
}

const made = ({ type: collator = 'software-catalog', ...fields }: Made) => ({
  type: collator,
  document: { title: '', text: '', location: '', kind: 'Component', ...fields } as SearchDocument, // the defaults make it whole
})
const owner = (ref: string) => ({ resourceRef: 'x', rows: [{ key: 'relations.ownedby', value: ref }] })

describe('comes first', () => {
  test.each<{ why: string; term: string; first: Made; after: Made; ownRefs?: string[] }>([
    {
      why: 'the exact title',
      term: 'cue relay',
      first: { title: 'Cue relay' },
      after: { title: 'Cue relay two', kind: 'System' },
    },
    {
      why: 'the exact title, whatever joins it',
      term: 'cueRelay',
      first: { title: 'cue-relay' },
      after: { title: 'The cue relay' },
    },
    {
      why: 'the exact name',
      term: 'sales-db',
      first: { title: 'Orders', names: ['sales-db'] },
      after: { title: 'About sales-db' },
    },
    {
      why: 'the title before the name',
      term: 'rota',
      first: { title: 'Rota' },
      after: { title: 'Ushers', names: ['rota'] },
    },
    { why: 'the beginning of a title', term: 'ticket', first: { title: 'Ticket desk' }, after: { title: 'My ticket' } },
    {
      why: 'all words in the title before some',
      term: 'seat map',
      first: { title: 'View of a seat map' },
      after: { title: 'Seat', text: 'map' },
    },
    {
      why: 'the title before a field',
      term: 'kafka ',
      first: { title: 'The kafka book' },
      after: { title: 'Bus', tags: ['kafka'] },
    },
    {
      why: 'a field before the text',
      term: 'kafka ',
      first: { title: 'Bus', tags: ['kafka'] },
      after: { title: 'Log', text: 'Reads kafka.' },
    },
    {
      why: 'words beside each other in the text',
      term: 'stage door ',
      first: { title: 'A', text: 'By the stage door.' },
      after: { title: 'B', text: `The stage. ${'And so on. '.repeat(20)} A door.` },
    },
    { why: 'the word before its synonym', term: 'k8s ', first: { title: 'A k8s' }, after: { title: 'A kubernetes' } },
    {
      why: 'the word before one that only begins so',
      term: 'pay',
      first: { title: 'A pay' },
      after: { title: 'A payment' },
    },
    {
      why: 'the whole word before the inside of one',
      term: 'stage ',
      first: { title: 'One stage' },
      after: { title: 'One backstage' },
    },
    {
      why: 'the right word before the corrected one',
      term: 'tiket ',
      first: { title: 'A tiket' },
      after: { title: 'A ticket' },
    },
    {
      why: 'what is said in few words',
      term: 'lamp ',
      first: { title: 'A lamp' },
      after: { title: 'A list of what became of every lamp' },
    },
    {
      why: 'a component before a person',
      term: 'marsh ',
      first: { title: 'The marsh' },
      after: { title: 'Edwin Marsh', kind: 'User' },
    },
    {
      why: 'a person whose name it is',
      term: 'edwin marsh',
      first: { title: 'Edwin Marsh', kind: 'User' },
      after: { title: 'Marsh of Edwin' },
    },
    {
      why: 'an entity before a part of its definition',
      term: 'freeze',
      first: { title: 'Freeze api', kind: 'API' },
      after: { title: 'Freeze', kind: 'API', type: 'apis' },
    },
    {
      why: 'what is mine',
      term: 'lamp ',
      first: { title: 'Lamp two', authorization: owner('group:default/a') },
      after: { title: 'Lamp one', authorization: owner('group:default/b') },
      ownRefs: ['group:default/a'],
    },
    {
      why: 'the exact title, even if the other is mine',
      term: 'lamp',
      first: { title: 'Lamp' },
      after: { title: 'Lamp two', authorization: owner('group:default/a') },
      ownRefs: ['group:default/a'],
    },
    {
      why: 'without a term, what is mine',
      term: '',
      first: { title: 'B', authorization: owner('group:default/a') },
      after: { title: 'A' },
      ownRefs: ['group:default/a'],
    },
    {
      why: 'without a term, systems',
      term: '',
      first: { title: 'B', kind: 'System' },
      after: { title: 'A', kind: 'User' },
    },
  ])('$why', ({ term, first, after, ownRefs = [] }) => {
    const options = {
      term: parseTerm(term, synonymsOf([['k8s', 'kubernetes']])),
      ownRefs,
      corrections: [{ from: 'tiket', to: 'ticket' }],
    }
    const [a, b] = [made(first), made(after)]
    expect(rank([b, a], options)).toEqual([a, b])
    expect(rank([a, b], options)).toEqual([a, b])
  })
})

test('equals stay in the order of the engine', () => {
  const hits = ['/1', '/2', '/3'].map((location) => made({ title: 'Lamp', location }))
  expect(rank(hits, { term: parseTerm('lamp'), ownRefs: [], corrections: [] })).toEqual(hits)
})

describe('the excerpt', () => {
  const filler = 'Nothing of interest happens here for quite a while. '.repeat(20)
  const excerpt = (text: string, term: string) => excerptOf(text, { term: parseTerm(term), corrections: [] })

  test('of a short text is not needed', () => expect(excerpt('A stage door.', 'door')).toBeUndefined())

  test('is the piece with most words of the term', () => {
    const piece = excerpt(`A door. ${filler}The stage door is locked.${filler}`, 'stage door ')
    expect(piece).toContain('The stage door is locked.')
    expect(piece?.length).toBeLessThan(320)
    expect(piece).toMatch(/^… .* …$/)
  })

  test('is the beginning when nothing of the term is in the text', () => {
    expect(excerpt(filler, 'door')).toMatch(/^Nothing of interest .* …$/)
  })

  test('cuts no letter in halves', () => {
    expect(excerpt('😀'.repeat(400), 'x')?.isWellFormed()).toBe(true)
  })

  test('of a text that goes on with one word is found at once', () => {
    expect(excerpt('door '.repeat(100_000), 'door ')).toMatch(/^door/)
  })
})

describe('NDCG', () => {
  const grades = new Map([
    ['a', 3],
    ['b', 2],
  ])
  test.each([
    { why: 'the best order', found: ['a', 'b'], score: 1 },
    { why: 'nothing of it', found: ['x', 'y'], score: 0 },
    { why: 'the lesser first', found: ['b', 'a'], score: (3 + 7 / Math.log2(3)) / (7 + 3 / Math.log2(3)) },
  ])('of $why', ({ found, score }) => {
    expect(ndcg(found, grades, 10)).toBeCloseTo(score, 10)
  })
})
