import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from './fixtures/start-cloud.ts'
import { startServer } from './fixtures/start-server.ts'

let server: Awaited<ReturnType<typeof startServer>>
beforeAll(async () => {
  server = await startServer()
  server.host.projects.add('STAGE')
})
afterAll(() => server.stop())

const files: Record<string, FileContent> = {
  'README.md': 'new\n',
  'bin/start': { program: '#!/bin/sh\n' },
  latest: { link: 'bin/start' },
  '.git/config': 'of the workspace',
}
const pushed = [
  { path: 'README.md', mode: '100644', content: 'new\n' },
  { path: 'bin/start', mode: '100755', content: '#!/bin/sh\n' },
  { path: 'latest', mode: '120000', content: 'bin/start' },
]

type Options = Parameters<typeof server.run>[2]
const publish = async (slug: string, input: object = {}, options: Options = {}) => {
  const all = { repoUrl: server.repoUrl(slug), ...input }
  return server.run('publish:bitbucketServer', all, { workspace: await folderWith(files), ...options })
}
const propose = async (slug: string, input: object = {}, options: Options = {}) => {
  const all = { repoUrl: server.repoUrl(slug), title: 'Add a stage', sourceBranch: 'add/stage', ...input }
  return server.run('publish:bitbucketServer:pull-request', all, { workspace: await folderWith(files), ...options })
}

test('makes a private repository in a project and pushes all files with their modes', async () => {
  const { host } = server
  const { outputs } = await publish('STAGE/shop', { description: 'The shop' })
  expect(outputs).toEqual({
    remoteUrl: `${host.url}/scm/STAGE/shop.git`,
    repoContentsUrl: `${host.url}/projects/STAGE/repos/shop/browse`,
    commitHash: await host.git.git('scm/STAGE/shop', 'rev-parse', 'refs/heads/master'),
  })
  expect(await host.git.readTree('scm/STAGE/shop')).toEqual(pushed)
  expect(await host.git.git('scm/STAGE/shop', 'log', '-1', '--format=%an %B')).toBe('Scaffolder initial commit')
  const settings = { description: 'The shop', public: false, defaultBranch: 'master', scmId: 'git' }
  expect(host.repositories[0]).toMatchObject({ settings, hasLargeFiles: false })
})

test('the inputs win over the defaults, and the token of the step over the credentials of the portal', async () => {
  const { host } = server
  host.credentials.length = 0
  await publish('STAGE/open', {
    token: 'server-ada',
    defaultBranch: 'main',
    repoVisibility: 'public',
    gitCommitMessage: 'Curtain up',
    gitAuthorName: 'Ada',
    gitAuthorEmail: 'ada@acme.test',
    enableLFS: true,
    sourcePath: 'bin',
  })
  expect(host.repositories.at(-1)).toMatchObject({ settings: { public: true }, hasLargeFiles: true })
  const said = await host.git.git('scm/STAGE/open', 'log', '-1', '--format=%an <%ae> %s', 'main')
  expect(said).toBe('Ada <ada@acme.test> Curtain up')
  expect((await host.git.readTree('scm/STAGE/open')).map(({ path }) => path)).toEqual(['start'])
  expect(new Set(host.credentials)).toEqual(new Set(['Bearer server-ada']))
})

test('a user and a password of the portal are enough; the configured message is not reached', async () => {
  await using basic = await startServer({
    integration: { username: 'portal', password: 'secret' },
    scaffolder: { defaultCommitMessage: 'As always' },
  })
  basic.host.projects.add('STAGE')
  const input = { repoUrl: basic.repoUrl('STAGE/x') }
  await basic.run('publish:bitbucketServer', input, { workspace: await folderWith(files) })
  expect(await basic.host.git.git('scm/STAGE/x', 'log', '-1', '--format=%s')).toBe('initial commit')
  expect(new Set(basic.host.credentials)).toEqual(new Set([`Basic ${btoa('portal:secret')}`]))
})

test.each([
  { why: 'no credentials', config: { integration: {} }, says: 'credentials' },
  { why: 'those of people only', config: { scaffolder: { requireScmUserCredentials: true } }, says: 'token' },
])('without a token is refused where the portal has $why, and goes on with one', async ({ config, says }) => {
  await using bare = await startServer(config)
  bare.host.projects.add('STAGE')
  const input = { repoUrl: bare.repoUrl('STAGE/x') }
  const workspace = await folderWith(files)
  await expect(bare.run('publish:bitbucketServer', input)).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(says),
  })
  await bare.run('publish:bitbucketServer', { ...input, token: 'server-ada' }, { workspace })
  expect(bare.host.git.has('scm/STAGE/x')).toBe(true)
})

test.each([
  { why: 'a project that is not there', slug: 'NONE/x', says: 'Project NONE does not exist.' },
  { why: 'a name that is taken', slug: 'STAGE/taken', says: 'This repository URL is already taken.' },
  { why: 'a wrong token', slug: 'STAGE/y', input: { token: 'no' }, says: 'It answered 401' },
])('publishing fails clearly for $why', async ({ slug, input, says }) => {
  if (slug === 'STAGE/taken') await server.host.repository(slug, { x: '1' })
  await expect(publish(slug, input)).rejects.toThrow(says)
})

test('a server that is not reached by git over HTTP says so', async () => {
  const links = { self: [{ href: 'x' }], clone: [{ name: 'ssh', href: 'ssh://git@127.0.0.1/x.git' }] }
  server.host.intercept = ({ method }) => (method === 'POST' ? { status: 201, body: { links } } : undefined)
  await expect(publish('STAGE/ssh')).rejects.toThrow('offers no address to clone STAGE/ssh over HTTP')
  server.host.intercept = undefined
})

test('publish:bitbucket goes to the product that the address names', async () => {
  const workspace = await folderWith(files)
  await server.run('publish:bitbucket', { repoUrl: server.repoUrl('STAGE/either'), enableLFS: true }, { workspace })
  expect(await server.host.git.readTree('scm/STAGE/either')).toEqual(pushed)
  await using cloud = await startCloud()
  cloud.host.workspaces.set('acme', ['STAGE'])
  await cloud.run('publish:bitbucket', { repoUrl: cloud.repoUrl('acme/either'), enableLFS: true }, { workspace })
  expect(await cloud.host.git.readTree('acme/either', 'master')).toEqual(pushed)
})

test('an action of the other product says that it is for another host', async () => {
  const input = { repoUrl: server.repoUrl('STAGE/shop') }
  await expect(server.run('publish:bitbucketCloud', input)).rejects.toMatchObject({ name: 'InputError' })
})

test.each(['look', 'create', 'push'])(
  'publishing goes on where a crash came between the deed and the checkpoint %s',
  async (deed) => {
    const slug = `STAGE/crash-${deed}`
    const checkpoints = new Map()
    const dieIn = `${deed}.bitbucket.repo.${slug}${deed === 'push' ? '.master' : ''}`
    await expect(publish(slug, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(slug, {}, { checkpoints })
    expect(await server.host.git.git(`scm/${slug}`, 'rev-list', 'master')).toBe(outputs.commitHash)
  },
)

test('opens a pull request with the workspace over the default branch, and asks the reviewers', async () => {
  const repository = await server.host.repository('STAGE/asked', { 'README.md': 'old\n' })
  const { outputs } = await propose('STAGE/asked', { description: 'Why.', reviewers: ['ada', 'bob'] })
  expect(outputs).toEqual({
    pullRequestUrl: `${server.host.url}/projects/STAGE/repos/asked/pull-requests/1`,
  })
  expect(await server.host.git.readTree('scm/STAGE/asked', 'add/stage')).toEqual(pushed)
  expect(await server.host.git.git('scm/STAGE/asked', 'log', '--format=%B', 'main..add/stage')).toBe('Why.')
  expect(repository.pulls).toEqual([
    {
      title: 'Add a stage',
      description: 'Why.',
      source: 'refs/heads/add/stage',
      target: 'refs/heads/main',
      reviewers: [{ user: { name: 'ada' } }, { user: { name: 'bob' } }],
    },
  ])
})

test('where nothing would change, nothing is opened', async () => {
  const repository = await server.host.repository('STAGE/same', { 'README.md': 'new\n' })
  const workspace = await folderWith({ 'README.md': 'new\n' })
  const { outputs } = await propose('STAGE/same', {}, { workspace })
  expect(outputs).toEqual({})
  expect(repository.pulls).toEqual([])
})

test.each([
  { why: 'a repository that is not there', slug: 'STAGE/none', says: 'show the repository STAGE/none' },
  {
    why: 'a repository that is not there, with a branch to merge into',
    slug: 'STAGE/none',
    input: { targetBranch: 'main' },
    says: 'no repository STAGE/none',
  },
  { why: 'a repository without a branch', slug: 'STAGE/empty', says: 'no repository STAGE/empty, or it has no branch' },
  {
    why: 'a reviewer who is not there',
    slug: 'STAGE/whom',
    input: { reviewers: ['nobody'] },
    says: 'nobody is not a user.',
  },
])('proposing fails clearly for $why', async ({ slug, input, says }) => {
  if (slug === 'STAGE/empty') await server.host.repository(slug)
  if (slug === 'STAGE/whom') await server.host.repository(slug, { x: '1' })
  await expect(propose(slug, input)).rejects.toThrow(says)
})

test.each(['look.bitbucket.branch', 'commit.bitbucket', 'open.bitbucket.pull-request'])(
  'proposing goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const slug = `STAGE/again-${prefix.split('.')[0]}`
    const repository = await server.host.repository(slug, { x: '1' })
    const checkpoints = new Map()
    const dieIn = `${prefix}.${slug}.add/stage`
    await expect(propose(slug, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    await propose(slug, {}, { checkpoints })
    expect(await server.host.git.git(`scm/${slug}`, 'rev-list', '--count', 'main..add/stage')).toBe('1')
    expect(repository.pulls).toHaveLength(1)
  },
)
