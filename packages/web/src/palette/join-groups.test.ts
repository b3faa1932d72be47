import { expect, test } from 'vitest'
import { joinGroups } from './join-groups.ts'
import type { PaletteEntry } from './use-entries.ts'

const entry = (key: string, to?: string): PaletteEntry => ({ key, title: key, icon: 'next', run() {}, to })
const found = (groups: Parameters<typeof joinGroups>[0]) =>
  joinGroups(groups).map(({ key, entries }) => `${key}: ${entries.map((one) => one.key).join(' ')}`)

test('a heading stands once, where it came first', () => {
  const groups = [
    { key: 'a', title: 'Entities', entries: [entry('billing', '/billing')] },
    { key: 'b', title: 'Docs', entries: [entry('guide', '/guide')] },
    { key: 'c', title: 'Entities', entries: [entry('invoices', '/invoices')] },
  ]
  expect(found(groups)).toEqual(['a: billing invoices', 'b: guide'])
})

test('what an earlier line leads to is not listed again', () => {
  const groups = [
    { key: 'a', title: 'Entities', entries: [entry('billing', '/billing')] },
    { key: 'b', title: 'Found', entries: [entry('Billing', '/billing'), entry('guide', '/guide')] },
    { key: 'c', title: 'More', entries: [entry('guide again', '/guide')] },
  ]
  expect(found(groups)).toEqual(['a: billing', 'b: guide'])
})

test('lines that lead nowhere are all kept; groups without lines are not', () => {
  const groups = [
    { key: 'a', title: 'Actions', entries: [entry('dark'), entry('light')] },
    { key: 'b', title: 'Docs', entries: [] },
  ]
  expect(found(groups)).toEqual(['a: dark light'])
})
