import { expect, test } from 'vitest'
import { sidebarItem } from '../plugin/extensions.ts'
import { barOf, closestItem, groupSidebar } from './group-sidebar.ts'

const item = (id: string, to = `/${id}`) => ({
  key: `nav-item:demo/${id}`,
  pluginId: 'demo',
  extension: sidebarItem({ id, title: id, to }),
})
const items = [item('list'), item('graph'), item('home')]

test.each([
  {
    why: 'without config there is one group without a title',
    entries: undefined,
    groups: [[undefined, 'list', 'graph', 'home']],
  },
  {
    why: 'groups come in the config’s order, then what they do not name',
    entries: [
      { title: 'Start', items: ['nav-item:demo/home'] },
      { title: 'Software', items: ['nav-item:demo/graph'] },
    ],
    groups: [
      ['Start', 'home'],
      ['Software', 'graph'],
      [undefined, 'list'],
    ],
  },
  {
    why: 'the kind may be left out of an id',
    entries: [{ title: 'All', items: ['demo/graph', 'demo/list', 'demo/home'] }],
    groups: [['All', 'graph', 'list', 'home']],
  },
  {
    why: 'what is not installed, and a group without anything, are left out',
    entries: [{ title: 'Gone', items: ['demo/gone'] }, 7],
    groups: [[undefined, 'list', 'graph', 'home']],
  },
  {
    why: 'an item stands once, in the first group that names it',
    entries: [
      { title: 'A', items: ['demo/list'] },
      { title: 'B', items: ['demo/list', 'demo/graph'] },
    ],
    groups: [
      ['A', 'list'],
      ['B', 'graph'],
      [undefined, 'home'],
    ],
  },
])('$why', ({ entries, groups }) => {
  expect(
    groupSidebar(items, entries).map(({ title, items }) => [title, ...items.map(({ extension }) => extension.id)]),
  ).toEqual(groups)
})

test('administration comes last, unless the config names its links elsewhere', () => {
  const admin = (id: string) => ({
    ...item(id),
    extension: sidebarItem({ id, title: id, to: `/${id}`, group: 'administration' }),
  })
  const groups = groupSidebar([admin('roles'), item('list'), admin('audit')], [{ title: 'A', items: ['demo/audit'] }])
  expect(groups.map(({ title, name, items }) => [title ?? name, ...items.map(({ key }) => key)])).toEqual([
    ['A', 'nav-item:demo/audit'],
    [undefined, 'nav-item:demo/list'],
    ['administration', 'nav-item:demo/roles'],
  ])
})

const groupsOf = (sizes: readonly number[]) =>
  sizes.map((size, group) => ({
    title: `${group}`,
    items: Array.from({ length: size }, (_, place) => item(`${group}.${place}`)),
  }))

test.each([
  { why: 'five entries have room', sizes: [3, 2], bar: ['0.0', '0.1', '0.2', '1.0', '1.1'], more: [] },
  {
    why: 'of six, four stand there and the rest is behind one more, in its groups',
    sizes: [3, 2, 1],
    bar: ['0.0', '0.1', '0.2', '1.0'],
    more: [
      ['1', '1.1'],
      ['2', '2.0'],
    ],
  },
])('the bar of a phone: $why', ({ sizes, bar, more }) => {
  const shown = barOf(groupsOf(sizes))
  expect(shown.items.map(({ extension }) => extension.id)).toEqual(bar)
  expect(shown.more.map(({ title, items }) => [title, ...items.map(({ extension }) => extension.id)])).toEqual(more)
})

test.each([
  { why: 'a page of its own', pathname: '/catalog', id: 'catalog' },
  { why: 'what is below it', pathname: '/catalog/default/component/a', id: 'catalog' },
  { why: 'the closer of two', pathname: '/Catalog/Problems', id: 'problems' },
  { why: 'not what only begins alike', pathname: '/catalogue', id: undefined },
  { why: 'the first page by its whole path', pathname: '/', id: 'home' },
])('the link that is marked: $why', ({ pathname, id }) => {
  const links = [item('home', '/'), item('catalog'), item('problems', '/catalog/problems'), item('wiki', 'https://w')]
  expect(closestItem(links, pathname)?.extension.id).toBe(id)
})
