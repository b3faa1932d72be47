import { expect, test } from 'vitest'
import { arrangeExtensions } from './arrange-extensions.ts'
import { defineWebPlugin, entityCard, page, sidebarItem } from './extensions.ts'

const component = () => null
const plugins = [
  defineWebPlugin({
    id: 'freeze',
    extensions: [
      page({ id: 'list', path: '/freezes', title: 'Freezes', component }),
      page({ id: 'one', path: '/freezes/:name', title: 'Freeze', component }),
      entityCard({ id: 'state', title: 'Freeze', component }),
    ],
  }),
  defineWebPlugin({ id: 'wiki', extensions: [sidebarItem({ id: 'home', title: 'Wiki', to: 'https://wiki.example' })] }),
]
const all = [
  'page:freeze/list',
  'nav-item:freeze/list',
  'page:freeze/one',
  'entity-card:freeze/state',
  'nav-item:wiki/home',
]

test.each([
  { why: 'without config all are there, and pages without parameters in the sidebar', entries: undefined, keys: all },
  {
    why: 'what is named comes first, in that order',
    entries: ['nav-item:wiki/home', 'entity-card:freeze/state'],
    keys: [
      'nav-item:wiki/home',
      'entity-card:freeze/state',
      'page:freeze/list',
      'nav-item:freeze/list',
      'page:freeze/one',
    ],
  },
  { why: 'false switches off', entries: [{ 'nav-item:freeze/list': false }], keys: all.toSpliced(1, 1) },
  {
    why: 'text from an environment variable switches off',
    entries: [{ 'nav-item:freeze/list': 'false' }],
    keys: all.toSpliced(1, 1),
  },
  { why: 'disabled switches off', entries: [{ 'page:freeze/one': { disabled: true } }], keys: all.toSpliced(2, 1) },
  { why: 'true keeps', entries: [{ 'page:freeze/list': true }], keys: all },
])('$why', ({ entries, keys }) => {
  const { placed, problems } = arrangeExtensions(plugins, entries)
  expect(placed.map(({ key }) => key)).toEqual(keys)
  expect(problems).toEqual([])
})

test('a title in the config replaces the plugin’s', () => {
  const { placed } = arrangeExtensions(plugins, [{ 'nav-item:wiki/home': { config: { title: 'Handbook' } } }])
  expect(placed[0]?.extension.title).toBe('Handbook')
})

test.each([
  {
    why: 'an unknown id is named',
    entries: ['page:nope/list'],
    problem: /page:nope\/list, which no installed plugin has/,
  },
  { why: 'a wrong shape is named by its place', entries: ['page:freeze/list', 7], problem: /app\.extensions\[1\]/ },
  { why: 'two ids in one entry are refused', entries: [{ a: true, b: true }], problem: /app\.extensions\[0\]/ },
  { why: 'anything but a list is refused', entries: { 'page:freeze/list': false }, problem: /must be a list/ },
])('$why, and the rest stands', ({ entries, problem }) => {
  const { placed, problems } = arrangeExtensions(plugins, entries)
  expect(problems).toEqual([expect.stringMatching(problem)])
  expect(placed).toHaveLength(all.length)
})

test('an id that a plugin uses twice is reported', () => {
  const twice = defineWebPlugin({
    id: 'x',
    extensions: [1, 2].map(() => entityCard({ id: 'a', title: 'A', component })),
  })
  const { placed, problems } = arrangeExtensions([twice], undefined)
  expect(placed).toHaveLength(1)
  expect(problems).toEqual([expect.stringContaining('entity-card:x/a twice')])
})
