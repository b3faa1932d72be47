import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises'
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
const namesOf = (files: Map<string, string>) => [...files.keys()].map((name) => name.replace(/-.{8}\.js$/, '')).sort()

test('what several pages share is no file of its own while it is small', async () => {
  const files = await built(twoPages(['frozen']))
  expect(namesOf(files)).toEqual(['One', 'Two', 'index.js'])
  expect(files.get('index.js')).toContain('frozen')
})

test('what is large stays out of index.js, which every page of the portal loads', async () => {
  // No two alike: gzip must find nothing to save.
  const words = Array.from({ length: 4000 }, (_, index) => Math.sin(index).toString(36))
  const files = await built(twoPages(words))
  expect(namesOf(files)).toEqual(['One', 'Two', 'index.js', 'shared'])
  expect(files.get('index.js')).not.toContain(words[7])
})
