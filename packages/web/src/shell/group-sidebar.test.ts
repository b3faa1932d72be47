import { expect, test } from 'vitest'
import { sidebarItem } from '../plugin/extensions.ts'
import { groupSidebar } from './group-sidebar.ts'

const items = ['list', 'graph', 'home'].map((id) => ({
  key: `nav-item:demo/${id}`,
  pluginId: 'demo',
  extension: sidebarItem({ id, title: id, to: `/${id}` }),
}))

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
