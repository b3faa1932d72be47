import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placeholdersOf, readTexts } from './texts.ts'

test.each([
  { why: 'a text with its English', source: "t('a', 'A')", texts: ['a: A'] },
  { why: 'a text of a hook at once', source: "useText()('a', 'A {n}', { n })", texts: ['a: A {n}'] },
  {
    why: 'the title of a page',
    source: "page({ id: 'list', path: '/x', title: 'List' })",
    texts: ['page.list.title: List'],
  },
  {
    why: 'the title of a type of results, and of its facets',
    source: "searchResultType({ id: 'a', title: 'As', icon: 'api', facets: [{ field: 'kind', title: 'Kind' }] })",
    texts: ['search-result-type.a.title: As', 'search-result-type.a.kind: Kind'],
  },
  {
    why: 'the label of an action',
    source: "defineAction({ id: 'x.go', label: 'Go' })",
    texts: ['action.x.go.label: Go'],
  },
  { why: 'words between tags are no text', source: 'const a = <p>Hello</p>', problems: 1 },
  { why: 'signs between tags need none', source: 'const a = <p>· {b} /</p>' },
  { why: 'an address needs none', source: 'const a = <input placeholder="https://git.example/a" />' },
  { why: 'code needs none', source: 'const a = <code>catalog</code>' },
  { why: 'a word in an attribute that people read', source: 'const a = <input placeholder="Name" />', problems: 1 },
  { why: 'one of two words', source: "const a = <B label={b ? 'Yes' : c} />", problems: 1 },
  { why: 'a word around a value', source: 'const a = <B title={`Page ${n}`} />', problems: 1 },
  { why: 'a word in braces', source: "const a = <p>{b && 'Hello'}</p>", problems: 1 },
  { why: 'an attribute that nobody reads', source: 'const a = <B look="primary" className="x" />' },
  { why: 'a key that is put together', source: "t(a ? 'b' : 'c', 'D')", problems: 1 },
])('$why', ({ source, texts = [], problems = 0 }) => {
  const found = readTexts('a.tsx', source)
  expect(found.texts.map(({ key, english }) => `${key}: ${english}`)).toEqual(texts)
  expect(found.problems).toHaveLength(problems)
})

test('placeholders are told by name', () => {
  expect(placeholdersOf('{count, plural, one {# of {name}} other {# of {name}}} {x}')).toEqual(['count', 'name', 'x'])
})

const root = join(import.meta.dirname, '..')
const parts = [
  { id: 'web', folder: 'packages/web/src' },
  ...readdirSync(join(root, 'plugins'))
    .map((id) => ({ id, folder: `plugins/${id}/src/web` }))
    .filter(({ folder }) => existsSync(join(root, folder, 'index.tsx'))),
]

test.each(parts)('every text of $id can be replaced, and German is complete', async ({ id, folder }) => {
  const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }).filter(
    (path) => !/\.test\.tsx?$|\/(fixtures|testing|languages)\//.test(path),
  )
  const found = files.map((path) => readTexts(path, readFileSync(join(root, path), 'utf8')))
  expect(found.flatMap(({ problems }) => problems)).toEqual([])

  const english = new Map<string, string>()
  const twice: string[] = []
  for (const { key, english: text } of found.flatMap(({ texts }) => texts)) {
    if ((english.get(key) ?? text) !== text) twice.push(`${key} is "${english.get(key)}" and "${text}"`)
    english.set(key, text)
  }
  expect(twice).toEqual([])

  const german = new Map(Object.entries(await germanOf(id, folder)))
  const missing = [...english].filter(([key]) => !german.has(key)).map(([key, text]) => `${key}: ${text}`)
  expect(missing, `missing in ${folder}/languages/de.ts`).toEqual([])
  expect(
    [...german.keys()].filter((key) => !english.has(key)),
    `unused in ${folder}/languages/de.ts`,
  ).toEqual([])
  const odd = [...english].filter(
    ([key, text]) => String(placeholdersOf(text)) !== String(placeholdersOf(german.get(key) ?? '')),
  )
  expect(odd, `other placeholders in ${folder}/languages/de.ts`).toEqual([])
})

async function germanOf(id: string, folder: string): Promise<Record<string, string>> {
  const file = join(root, folder, 'languages/de.ts')
  if (!existsSync(file)) return {}
  // The module's only export, by the convention that this test sets.
  const { messages } = (await import(file)) as { messages: Record<string, Record<string, string>> }
  return messages[id] ?? {}
}
