import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createHighlighter } from '../../highlight/create-highlighter.ts'
import { type ExtensionSettings, extensionsOf } from '../../site/config/extensions.ts'
import { createMarkdown } from '../create-markdown.ts'
import { plainDiagrams } from '../fixtures/plain-services.ts'
import { normalise } from './normalise.ts'

type Mode = 'lenient' | 'strict'

const root = join(import.meta.dirname, 'fixtures')
const snippets = readdirSync(root).flatMap((group) =>
  readdirSync(join(root, group))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${group}/${file.slice(0, -3)}`),
)
/** By how the page is read: the snippets that MkDocs shows differently, each with the reason. */
const differences: Record<Mode, Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'differences.json'), 'utf8'),
)
const highlighter = createHighlighter()

test('there are as many snippets as were promised', () => {
  expect(snippets.length).toBeGreaterThan(200)
})

for (const mode of ['strict', 'lenient'] as const) {
  test.each(snippets)(`${mode}: %s`, async (name) => {
    const recorded = normalise(readFileSync(join(root, `${name}.html`), 'utf8'))
    const rendered = normalise(await render(name, mode))
    // A listed difference that is gone must leave the list.
    if (differences[mode][name]) expect(rendered).not.toBe(recorded)
    else expect(rendered).toBe(recorded)
  })
}

test.each(['strict', 'lenient'] as const)(
  'every difference that is listed for %s pages is one of a snippet',
  (mode) => {
    expect(Object.keys(differences[mode]).filter((name) => !snippets.includes(name))).toEqual([])
  },
)

async function render(name: string, mode: Mode): Promise<string> {
  const group = join(root, name.split('/')[0] ?? '')
  const markdown = createMarkdown(
    { extensions: extensionsIn(group), strict: mode === 'strict' },
    { highlighter, diagrams: plainDiagrams },
  )
  const page = {
    file: `${name}.md`,
    meta: {},
    resolve: (address: string) => address,
    readSnippet: (path: string) =>
      existsSync(join(group, path)) ? readFileSync(join(group, path), 'utf8') : undefined,
  }
  return (await markdown.render(readFileSync(join(root, `${name}.md`), 'utf8'), page)).html
}

/** What `mkdocs.yml` beside the snippets switches on. */
function extensionsIn(group: string): ReadonlyMap<string, ExtensionSettings> {
  const file = join(group, 'mkdocs.yml')
  // Of a Python function only its name says something to us.
  const config = existsSync(file) ? parse(readFileSync(file, 'utf8').replace(/!!python\/name:/g, '')) : {}
  const useBlocks = JSON.stringify(config.plugins ?? '').includes('use_pymdownx_blocks')
  const wanted = (config.markdown_extensions ?? []).map((entry: string | Record<string, ExtensionSettings>) =>
    typeof entry === 'string' ? [entry, {}] : Object.entries(entry)[0],
  )
  return extensionsOf(wanted, { useBlocks })
}
