import { mkdir, mkdtempDisposable, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { buildPlugin } from '../packages/web/build/build-plugin.mjs'

/** The files of a plugin's web part, built of these sources. */
async function built(sources: Record<string, string>): Promise<Map<string, string>> {
  await using dir = await mkdtempDisposable(join(tmpdir(), 'callboard-build-'))
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...sources })) {
    await mkdir(dirname(join(dir.path, name)), { recursive: true })
    await writeFile(join(dir.path, name), text)
  }
  await symlink(join(import.meta.dirname, '../node_modules'), join(dir.path, 'node_modules'))
  await buildPlugin(dir.path)
  const out = join(dir.path, 'dist/web')
  const names = (await readdir(out)).filter((name) => /\.js(on)?$/.test(name))
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(out, name), 'utf8')] as const)))
}

const page = (name: string) => ({
  [`src/web/${name}.tsx`]: `import { words } from './words.ts'\nexport const ${name} = () => words.join('${name}')`,
})
const twoPages = (words: readonly string[]) => ({
  'src/web/index.tsx': `import { defineWebPlugin, onDemand, page } from '@callboard/web'
export default defineWebPlugin({
  id: 'freeze',
  extensions: ['One', 'Two'].map((id, index) =>
    page({ id, path: '/' + id, title: id, component: onDemand(() => [() => import('./One.tsx'), () => import('./Two.tsx')][index]()) }),
  ),
})`,
  'src/web/words.ts': `export const words = ${JSON.stringify(words)}`,
  ...page('One'),
  ...page('Two'),
})
const declaring = (extension: string) => ({
  'src/web/index.tsx': `import { createContext } from 'react'
import { basicPermission } from '@callboard/model'
import { defineWebPlugin, entityCard, homeWidget, language, onDemand, page, topBarItem } from '@callboard/web'
import './frost.css'
export const Frost = createContext(undefined)
const may = basicPermission('freeze.read', 'read')
const component = onDemand(() => import('./One.tsx').then(({ One }) => One))
export default defineWebPlugin({ id: 'freeze', extensions: [${extension}] })`,
  'src/web/frost.css': '.frost { color: blue }',
  'src/web/words.ts': `export const words = ['frozen']`,
  ...page('One'),
})
const namesOf = (files: Map<string, string>) => [...files.keys()].map((name) => name.replace(/-.{8}\.js$/, '')).sort()

test('what several pages share is no file of its own while it is small', async () => {
  const files = await built(twoPages(['frozen']))
  expect(namesOf(files)).toEqual(['One', 'Two', 'index.js', 'manifest.json'])
  expect(files.get('index.js')).toContain('frozen')
})

test('what is large stays out of index.js, which every page of the portal loads', async () => {
  // No two alike: gzip must find nothing to save.
  const words = Array.from({ length: 4000 }, (_, index) => Math.sin(index).toString(36))
  const files = await built(twoPages(words))
  expect(namesOf(files)).toEqual(['One', 'Two', 'index.js', 'manifest.json', 'shared'])
  expect(files.get('index.js')).not.toContain(words[7])
})

test('what a plugin only declares is written down, for the portal to read instead of its module', async () => {
  const files = await built(
    declaring(
      `page({ id: 'list', path: '/freezes', title: 'Freezes', allow: may, component }), language({ id: 'de', title: 'Deutsch', load: () => import('./words.ts') })`,
    ),
  )
  expect(JSON.parse(files.get('manifest.json') ?? 'null')).toEqual({
    paths: ['/freezes'],
    extensions: [
      {
        extension: {
          kind: 'page',
          id: 'list',
          path: '/freezes',
          title: 'Freezes',
          allow: { type: 'basic', name: 'freeze.read', attributes: { action: 'read' } },
        },
        later: 'component',
      },
      { extension: { kind: 'language', id: 'de', title: 'Deutsch' }, later: 'load' },
    ],
  })
})

test.each([
  { why: 'a component of the module’s own', extension: `entityCard({ id: 'a', title: 'A', component: () => null })` },
  {
    why: 'a question only the module answers',
    extension: `entityCard({ id: 'a', title: 'A', component, when: () => true })`,
  },
  { why: 'what every page shows', extension: `topBarItem({ id: 'a', title: 'A', component })` },
  { why: 'what JSON cannot hold', extension: `homeWidget({ id: 'a', title: 'A', component, since: new Date(0) })` },
  { why: 'a look at the browser', extension: `homeWidget({ id: 'a', title: location.hostname, component })` },
])('$why has the module loaded with every page', async ({ extension }) => {
  const files = await built(declaring(extension))
  expect(files.get('index.js')).toContain('freeze')
  expect([...files.keys()]).not.toContain('manifest.json')
})
