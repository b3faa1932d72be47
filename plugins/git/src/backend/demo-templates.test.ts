import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { loadConfig } from '@callboard/kernel'
import type { Entity, JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import permission from '@callboard/plugin-permission/backend'
import type { Task, TaskEvent, TaskOutput } from '@callboard/plugin-scaffolder'
import scaffolder from '@callboard/plugin-scaffolder/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderWith } from './fixtures/git-for-test.ts'
import git from './index.ts'

// The demo as `npm start` runs it: its config, its policy, its guest.
let portal: TestPortal
let token: string

beforeAll(async () => {
  const demo = await loadConfig({ configFiles: ['app-config.yaml'], cwd: process.cwd(), env: {} })
  // Addresses of repositories are those of the demo, wherever this portal listens.
  const baseUrl = demo.getString('backend.baseUrl')
  const directory = join(await folderWith({}), 'repositories')
  const local = { ...(demo.get('git.local') as JsonObject), directory }
  const parts = ['permission', 'scaffolder', 'catalog'].map((key) => [key, demo.get(key)])
  portal = await startPortal({
    plugins: [catalog, permission, scaffolder, git],
    config: { ...Object.fromEntries(parts), backend: { baseUrl }, git: { local } },
  })
  const owned = demo.get('auth.providers.guest.ownershipEntityRefs') as string[]
  token = await portal.tokens.user('user:development/guest', owned)
  await entity('template', 'platform-claim')
}, 60_000)
afterAll(() => portal.stop())

async function get<T>(path: string): Promise<T> {
  const response = await portal.fetch(path, { as: { token } })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  // The route's documented reply.
  return (await response.json()) as T
}
const post = (path: string, body?: object) =>
  portal.fetch(path, {
    method: 'POST',
    as: { token },
    ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
const entity = (kind: string, name: string) =>
  eventually(() => get<Entity>(`/api/catalog/entities/by-name/${kind}/default/${name}`), { timeoutMs: 20_000 })

/** Runs a template to its end. */
async function run(name: string, values: JsonObject, secrets: Record<string, string> = {}) {
  const made = await post('/api/scaffolder/v2/tasks', { templateRef: `template:default/${name}`, values, secrets })
  if (made.status !== 201) throw new Error(`The task was not made: ${await made.text()}`)
  // Spec/scaffolder.md 8.5.
  const { id } = (await made.json()) as { id: string }
  const path = `/api/scaffolder/v2/tasks/${id}`
  const ended = () => get<Task>(path).then(({ status }) => status !== 'open' && status !== 'processing')
  await eventually(ended, { timeoutMs: 20_000 })
  const events = await get<TaskEvent[]>(`${path}/events`)
  const log = events.map(({ body }) => body.message).join('\n')
  const completion = events.find(({ type }) => type === 'completion')
  expect(completion?.body.error, log).toBeUndefined()
  return { log, output: completion?.body.output as TaskOutput }
}

/** Runs git on a clone of one of the repositories. */
async function cloneOf(path: string) {
  const folder = await folderWith({})
  const cli = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: folder })).stdout.trim()
  await cli('clone', '--quiet', `${portal.url}/api/git/clone/${path}.git`, '.')
  return { folder, files: (await cli('ls-files')).split('\n'), show: (file: string) => cli('show', `HEAD:${file}`) }
}

test('a Node service is made that passes its own tests, and is in the catalog with its docs', async () => {
  const { output } = await run('node-service', {
    name: 'seat-hold',
    description: 'Keeps "a seat" for ten minutes: no longer.',
    owner: 'group:default/ticketing',
    system: 'system:default/ticketing',
    tags: ['seats'],
    port: 9000,
    storage: 'none',
  })
  const { files, folder, show } = await cloneOf('northlight/seat-hold')
  expect(files).toEqual([
    '.gitignore',
    'README.md',
    'catalog-info.yaml',
    'docs/index.md',
    'docs/when-it-breaks.md',
    'mkdocs.yml',
    'package.json',
    'src/main.js',
    'src/server.js',
    'src/server.test.js',
  ])
  expect(await show('src/main.js')).toContain('process.env.PORT ?? 9000')
  const env = { PATH: process.env.PATH }
  const tested = await promisify(execFile)(process.execPath, ['--test'], { cwd: folder, env })
  expect(tested.stdout).toMatch(/pass 3/)

  expect(output.links?.[0]?.entityRef).toBe('component:default/seat-hold')
  const made = await entity('component', 'seat-hold')
  const page = 'http://localhost:7007/git/northlight/seat-hold/blob/main'
  expect(made.metadata).toMatchObject({
    description: 'Keeps "a seat" for ten minutes: no longer.',
    tags: ['seats'],
    annotations: {
      'backstage.io/managed-by-location': `url:${page}/catalog-info.yaml`,
      'backstage.io/source-location': `url:${page}/`,
      'backstage.io/techdocs-ref': 'dir:.',
    },
  })
  expect(made.spec).toMatchObject({ owner: 'group:default/ticketing', system: 'system:default/ticketing' })
})

test('with PostgreSQL it brings a compose file', async () => {
  const values = { name: 'seat-log', description: 'Logs.', owner: 'group:default/ticketing', port: 8080 }
  await run('node-service', { ...values, storage: 'postgres', database: 'seats' })
  const { files, show } = await cloneOf('northlight/seat-log')
  expect(files).toContain('compose.yaml')
  expect(await show('compose.yaml')).toContain('POSTGRES_DB: seats')
})

test('a docs site has a page for every chapter', async () => {
  await run('docs-site', {
    name: 'touring-handbook',
    title: 'On the road: a handbook',
    owner: 'group:default/touring',
    subject: 'system:default/touring',
    audience: 'crew',
    chapters: ['Lorries', 'Beds & breakfast'],
  })
  const { files, show } = await cloneOf('northlight/touring-handbook')
  expect(files).toEqual([
    'README.md',
    'catalog-info.yaml',
    'docs/chapter-0.md',
    'docs/chapter-1.md',
    'docs/index.md',
    'mkdocs.yml',
  ])
  expect(await show('docs/chapter-1.md')).toContain('# Beds & breakfast')
  expect(await show('mkdocs.yml')).toContain('"Beds & breakfast": chapter-1.md')
  const made = await entity('component', 'touring-handbook')
  expect(made.metadata.title).toBe('On the road: a handbook')
  expect(made.spec?.dependsOn).toEqual(['system:default/touring'])
})

test.each([
  {
    kind: 'database',
    values: { engine: 'postgresql', sizeGiB: 50 },
    claim: ['kind: DatabaseClaim', 'storage: 50Gi', 'backups: daily'],
  },
  { kind: 'namespace', values: { cpu: 2, memoryGiB: 8 }, claim: ['kind: NamespaceClaim', 'memory: 8Gi'] },
  { kind: 'customer-group', values: { members: ['press', 'schools'] }, claim: ['- press', '- schools'] },
])('a $kind is asked for, merged, and then in the catalog', async ({ kind, values, claim }) => {
  const name = `seats-${kind}`
  const asked = {
    ...{ kind, name, owner: 'group:default/ticketing', component: 'component:default/ticket-sales' },
    ...{ environment: 'production', reason: 'The season opens.', changeCode: '**********' },
  }
  const { log, output } = await run('platform-claim', { ...asked, ...values }, { changeCode: 'code-of-the-desk' })
  expect(log).toContain('"message": "***"')
  expect(log).not.toContain('code-of-the-desk')
  const number = Number(/merge-requests\/(\d+)$/.exec(output.links?.[0]?.url ?? '')?.[1])
  const path = `/api/git/repositories/platform/claims/merge-requests/${number}`
  expect(await get(path)).toMatchObject({
    ...{ source: `claim/${name}`, target: 'main', description: 'The season opens.', state: 'open' },
    ...{ createdBy: 'user:development/guest' },
    changes: [
      { path: `claims/${name}/catalog-info.yaml`, status: 'added' },
      { path: `claims/${name}/claim.yaml`, status: 'added' },
    ],
  })
  expect((await cloneOf('platform/claims')).files).not.toContain(`claims/${name}/claim.yaml`)

  expect((await post(`${path}/merge`)).status).toBe(200)
  const { show, files } = await cloneOf('platform/claims')
  const merged = await show(`claims/${name}/claim.yaml`)
  for (const line of claim) expect(merged).toContain(line)
  expect(files).toContain('claims/archive-db/claim.yaml')
  expect((await entity('resource', name)).spec).toMatchObject({ type: kind, owner: 'group:default/ticketing' })
})
