import { expect, test } from 'vitest'
import { sidebarItem } from '../plugin/extensions.ts'
import { goLetters } from './shortcuts.ts'

const items = (...titles: string[]) =>
  titles.map((title) => ({
    key: `nav-item:demo/${title}`,
    pluginId: 'demo',
    extension: sidebarItem({ id: title, title, to: title.startsWith('http') ? title : `/${title}` }),
  }))

test.each([
  { why: 'the first letter leads to a page', titles: ['Catalog'], letters: { c: '/Catalog' } },
  {
    why: 'a taken letter gives way to the next one',
    titles: ['Catalog', 'Costs'],
    letters: { c: '/Catalog', o: '/Costs' },
  },
  { why: 'the letter of the settings stays theirs', titles: ['Sources'], letters: { o: '/Sources' } },
  { why: 'a page whose letters are all taken has none', titles: ['Ab', 'Ba', 'Aba'], letters: { a: '/Ab', b: '/Ba' } },
  { why: 'other sites have none', titles: ['https://wiki.example'], letters: {} },
])('$why', ({ titles, letters }) => {
  expect(Object.fromEntries(goLetters(items(...titles)))).toEqual({ s: '/settings', ...letters })
})
