import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFolderSite } from '../commands/folder-site.ts'
import { renderServices } from '../commands/render-services.ts'
import { shownWords } from './fixtures/shown-words.ts'
import { firstDifference, wordsOf } from './fixtures/words.ts'
import { writtenWords } from './fixtures/written-words.ts'

const root = new URL('../../../../../', import.meta.url).pathname
const services = renderServices()
const open = (folder: string) => openFolderSite({ folder: join(root, folder), nowMs: 0 }, services)

const examples = ['ticketing', 'touring', 'show-control'].map((name) => `examples/systems/${name}`)

test('there are a hundred pages to compare', async () => {
  const sites = await Promise.all(examples.map(open))
  expect(sites.flatMap(({ pages }) => pages).length).toBeGreaterThanOrEqual(100)
})

describe.each([...examples, 'docs'])('%s', async (folder) => {
  const site = await open(folder)

  test.each(site.pages.map((path) => ({ path })))('every word of "$path" is shown, in order', async ({ path }) => {
    const found = await site.page(path)
    if (!found || 'redirect' in found || found.file === undefined) throw new Error('No page of its own.')
    const { page, file } = found
    const source = await readFile(join(root, folder, file), 'utf8')
    const snippets = await readSnippets(source, folder)
    const written = writtenWords(source, (name) => snippets.get(name) ?? '')
    expect(written.length).toBeGreaterThan(0)
    expect(firstDifference(written, shownWords(page.html))).toBeUndefined()
  })
})

async function readSnippets(source: string, folder: string): Promise<Map<string, string>> {
  const names = [...source.matchAll(/^\s*--8<-- "([^":]+)/gm)].map(([, name = '']) => name)
  const texts = await Promise.all(names.map(async (name) => readFile(join(root, folder, name), 'utf8').catch(() => '')))
  return new Map(names.map((name, at) => [name, texts[at] ?? '']))
}

describe('the comparison', () => {
  const [first, second, third] = ['<p>The house opens.</p>', '<p>Nobody <b>runs</b>.</p>', '<p>Curtain up.</p>']
  const written = writtenWords('The house opens.\n\nNobody **runs**.\n\n*Curtain* up.\n', () => '')

  test('takes what is whole', () => {
    expect(firstDifference(written, shownWords(`${first}${second}${third}`))).toBeUndefined()
  })

  test.each([
    ['a lost paragraph', `${first}${third}`],
    ['a lost last paragraph', `${first}${second}`],
    ['swapped paragraphs', `${second}${first}${third}`],
    ['a paragraph shown twice', `${first}${second}${second}${third}`],
    ['words that run together', `${first}${second}<p>Curtainup.</p>`],
  ])('finds %s', (_, html) => {
    expect(firstDifference(written, shownWords(html))).toMatch(/^written: .*\nshown: /)
  })

  test('counts neither marks nor numbers of lines as words', () => {
    expect(shownWords('<h1>A<a class="headerlink">Link</a></h1><td class="linenos">1</td>')).toEqual(wordsOf('a'))
  })
})
