import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../', import.meta.url))
let folder: string

beforeAll(async () => {
  // Inside the repository, so that imports of packages resolve as they do for a plugin.
  await mkdir(join(root, '.cache'), { recursive: true })
  folder = await mkdtemp(join(root, '.cache/guide-'))
  const guide = await readFile(join(root, 'docs/plugins/first-plugin.md'), 'utf8')
  for (const [, code = '', path] of guide.matchAll(/```tsx?\n(\/\/ plugins\/freeze\/(\S+)\n[\s\S]*?)```/g)) {
    if (!path) continue
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), code)
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test.each([
  { why: 'the server side', base: 'tsconfig.base.json', include: ['src/model', 'src/backend'] },
  { why: 'the web side', base: 'tsconfig.web.json', include: ['src/model', 'src/web'] },
])('the code of the first-plugin guide type-checks: $why', { timeout: 60_000 }, async ({ base, include }) => {
  const config = join(folder, base)
  await writeFile(config, JSON.stringify({ extends: join(root, base), compilerOptions: { noEmit: true }, include }))
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', config, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  })
  // Faults of the packages themselves are told by the type check of the repository.
  expect(stdout.split('\n').filter((line) => line.startsWith('src/') || line.startsWith('error'))).toEqual([])
})

test('the guide keeps its promise of a smallest plugin under 40 lines', async () => {
  const files = ['model/index.ts', 'backend/index.ts', 'web/index.tsx']
  const texts = await Promise.all(files.map((file) => readFile(join(folder, 'src', file), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n').filter((line) => line && !line.startsWith('//')))
  expect(lines.length).toBeLessThan(40)
})
