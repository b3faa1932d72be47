import { expect, test } from 'vitest'
import { mergeTrees, type Tree, type TreeEntry } from './merge-trees.ts'

type Made = Record<string, string | TreeEntry>
const file = (content: string, type: TreeEntry['type'] = 'file'): TreeEntry => ({ content: Buffer.from(content), type })
const tree = (made: Made): Tree =>
  new Map(Object.entries(made).map(([path, entry]) => [path, typeof entry === 'string' ? file(entry) : entry]))
const binary = (text: string) => file(`\0${text}`)

const rows: {
  why: string
  base?: Made
  template?: Made
  repository?: Made
  write?: Made
  remove?: string[]
  conflicts?: string[]
}[] = [
  { why: 'nothing changed', base: { a: '1' }, template: { a: '1' }, repository: { a: '1' } },
  { why: 'only people changed it', base: { a: '1' }, template: { a: '1' }, repository: { a: '2' } },
  {
    why: 'only the template changed it',
    base: { a: '1' },
    template: { a: '2' },
    repository: { a: '1' },
    write: { a: '2' },
  },
  { why: 'both did the same', base: { a: '1' }, template: { a: '2' }, repository: { a: '2' } },
  { why: 'a new file', template: { a: '1' }, write: { a: '1' } },
  {
    why: 'a new file that people made, too',
    template: { a: '1\n' },
    repository: { a: '2\n' },
    write: { a: '<<<<<<< repository\n2\n=======\n1\n>>>>>>> template\n' },
    conflicts: ['a'],
  },
  { why: 'a file that the template dropped', base: { a: '1' }, repository: { a: '1' }, remove: ['a'] },
  { why: 'a file that both dropped', base: { a: '1' } },
  { why: 'a dropped file that people changed', base: { a: '1' }, repository: { a: '2' }, conflicts: ['a'] },
  { why: 'a changed file that people dropped', base: { a: '1' }, template: { a: '2' }, conflicts: ['a'] },
  { why: 'files of people', repository: { mine: '1' } },
  {
    why: 'different lines of a text',
    base: { a: '1\n2\n3\n4\n5\n' },
    template: { a: '1\n2\n3\n4\nfive\n' },
    repository: { a: 'one\n2\n3\n4\n5\n' },
    write: { a: 'one\n2\n3\n4\nfive\n' },
  },
  {
    why: 'the same line of a text',
    base: { a: '1\n2\n3\n' },
    template: { a: '1\ntwo\n3\n' },
    repository: { a: '1\nzwei\n3\n' },
    write: { a: '1\n<<<<<<< repository\nzwei\n=======\ntwo\n>>>>>>> template\n3\n' },
    conflicts: ['a'],
  },
  {
    why: 'a last line without an end',
    base: { a: '1\n2' },
    template: { a: '1\ntwo' },
    repository: { a: '1\nzwei' },
    write: { a: '1\n<<<<<<< repository\nzwei\n=======\ntwo\n>>>>>>> template\n' },
    conflicts: ['a'],
  },
  {
    why: 'a binary that only the template changed',
    base: { a: binary('1') },
    template: { a: binary('2') },
    repository: { a: binary('1') },
    write: { a: binary('2') },
  },
  {
    why: 'a binary that both changed',
    base: { a: binary('1') },
    template: { a: binary('2') },
    repository: { a: binary('3') },
    conflicts: ['a'],
  },
  {
    why: 'a mode that the template changed',
    base: { a: '1' },
    template: { a: file('1', 'executable') },
    repository: { a: '2' },
    write: { a: file('2', 'executable') },
  },
  {
    why: 'a mode that people changed',
    base: { a: '1\n2\n3\n' },
    template: { a: '1\n2\nthree\n' },
    repository: { a: file('1\n2\n3\n', 'executable') },
    write: { a: file('1\n2\nthree\n', 'executable') },
  },
  {
    why: 'a link that the template moved',
    base: { a: file('x', 'link') },
    template: { a: file('y', 'link') },
    repository: { a: file('x', 'link') },
    write: { a: file('y', 'link') },
  },
  {
    why: 'a link that both moved',
    base: { a: file('x', 'link') },
    template: { a: file('y', 'link') },
    repository: { a: file('z', 'link') },
    conflicts: ['a'],
  },
]

test.each(rows)('$why', ({ base = {}, template = {}, repository = {}, write = {}, remove = [], conflicts = [] }) => {
  const merge = mergeTrees({ base: tree(base), template: tree(template), repository: tree(repository) })
  expect(merge.write).toEqual(tree(write))
  expect(merge.remove).toEqual(remove)
  expect(merge.conflicts.map(({ path }) => path)).toEqual(conflicts)
})
