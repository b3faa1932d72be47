import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localStore } from './local-store.ts'
import { publishedSite } from './published-site.ts'
import { runMkdocs } from './run-mkdocs.ts'

const run = promisify(execFile)
let folder = ''
let why = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-real-mkdocs-'))
  try {
    await run('python3', ['-m', 'venv', join(folder, 'venv')])
    await run(join(folder, 'venv/bin/pip'), ['install', '--quiet', 'mkdocs-techdocs-core'])
  } catch (error) {
    why = String(error).slice(0, 200)
  }
}, 300_000)
afterAll(() => rm(folder, { recursive: true }))

test('real MkDocs with techdocs-core builds a site that is read like any published one', async ({ skip }) => {
  if (why !== '') skip(`mkdocs-techdocs-core cannot be had: ${why}`)
  const env = { ...process.env, PATH: [join(folder, 'venv/bin'), process.env.PATH].join(delimiter) }
  const source = join(import.meta.dirname, 'fixtures/source')
  const output = join(folder, 'default/component/recorded')
  await runMkdocs({ folder: source, output, env, nowMs: 5, etag: 'e' })
  expect(JSON.parse(await readFile(join(output, 'techdocs_metadata.json'), 'utf8'))).toMatchObject({
    ...{
      site_name: 'Recorded',
      build_timestamp: 5,
      etag: 'e',
      files: expect.arrayContaining(['guide/install/index.html']),
    },
  })
  const sanitiser = { clean: (html: string) => html }
  const site = await publishedSite(localStore(folder), 'default/component/recorded', { sanitiser })
  expect(await site?.page('guide/install')).toMatchObject({ page: { title: 'Install', trail: ['Guide'] } })
})

test('what MkDocs says is told when it cannot build', async ({ skip }) => {
  if (why !== '') skip(`mkdocs-techdocs-core cannot be had: ${why}`)
  const env = { ...process.env, PATH: [join(folder, 'venv/bin'), process.env.PATH].join(delimiter) }
  await expect(
    runMkdocs({ folder: join(folder, 'venv/bin'), output: join(folder, 'none'), env, nowMs: 5 }),
  ).rejects.toThrow('docs')
})
