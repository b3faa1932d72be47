import { entityCard, entityTab } from '@callboard/web'
import { expect, test } from 'vitest'
import { arrangePage, entriesFor } from './page-layout.ts'

const component = () => null
const cards = ['about', 'links', 'labels'].map((id) => ({
  key: `entity-card:catalog/${id}`,
  pluginId: 'catalog',
  extension: entityCard({ id, title: id, area: 'facts', component }),
}))
const tabs = ['apis', 'timeline'].map((id) => ({
  key: `entity-content:catalog/${id}`,
  pluginId: 'catalog',
  extension: entityTab({ id, title: id, path: id, component }),
}))

test.each([
  { why: 'without config everything stays', entries: undefined, shown: 'about links labels, apis timeline' },
  {
    why: 'what is named comes first',
    entries: ['entity-card:catalog/labels'],
    shown: 'labels about links, apis timeline',
  },
  {
    why: 'false switches a card off',
    entries: [{ 'entity-card:catalog/links': false }],
    shown: 'about labels, apis timeline',
  },
  {
    why: 'text from the environment counts',
    entries: [{ 'entity-card:catalog/links': 'false' }],
    shown: 'about labels, apis timeline',
  },
  {
    why: 'a tab can be switched off',
    entries: [{ 'entity-content:catalog/apis': false }],
    shown: 'about links labels, timeline',
  },
  {
    why: 'a card can change its column',
    entries: [{ 'entity-card:catalog/links': { area: 'main' } }],
    shown: 'links! about labels, apis timeline',
  },
  {
    why: 'nonsense changes nothing',
    entries: [7, 'entity-card:none/none', { x: null }],
    shown: 'about links labels, apis timeline',
  },
])('$why', ({ entries, shown }) => {
  const layout = arrangePage({ cards, tabs }, entries)
  const words = layout.cards.map(({ extension: { id, area } }) => (area === 'main' ? `${id}!` : id)).join(' ')
  expect(`${words}, ${layout.tabs.map(({ extension }) => extension.id).join(' ')}`).toBe(shown)
})

test('kinds are found in any casing', () => {
  expect(entriesFor('Component', { component: ['a'] })).toEqual(['a'])
  expect(entriesFor('api', { component: ['a'] })).toBeUndefined()
})
