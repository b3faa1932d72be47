import auth from '@callboard/plugin-auth/backend'
import git from '@callboard/plugin-git/backend'
import { folderWith, startPortal } from '@callboard/testing'
import { recordingScaffolder } from '@callboard/testing/servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import plugin from '../index.ts'
import { startAzure } from './fixtures/start-azure.ts'

let azure: Awaited<ReturnType<typeof startAzure>>
beforeAll(async () => {
  azure = await startAzure()
  azure.host.projects.add('acme/Main Stage')
})
afterAll(() => azure.stop())

const content = () =>
  folderWith({
    'README.md': '# Shop\n',
    'bin/start': { program: '#!/bin/sh\n' },
    latest: { link: 'bin/start' },
    '.git/config': 'of the workspace',
  })

const repoUrl = (repo: string, parts: object = { organization: 'acme', project: 'Main Stage' }) =>
  `${azure.host.host}?${new URLSearchParams({ ...parts, repo })}`

const publish = async (url: string, input: object = {}, options: Parameters<typeof azure.publish>[1] = {}) =>
  azure.publish({ repoUrl: url, ...input }, { workspace: await content(), ...options })

const at = (repo: string) => `acme/Main Stage/_git/${repo}`

test('makes a repository in a project and pushes all files with their modes', async () => {
  const { host } = azure
  azure.asked.length = 0
  const { outputs } = await publish(repoUrl('shop'), { description: 'The shop' })
  const page = `${host.url}/acme/Main%20Stage/_git/shop`
  expect(outputs).toEqual({
    remoteUrl: page,
    repoContentsUrl: page,
    repositoryId: 'id-of-shop',
    commitHash: await host.git.git(at('shop'), 'rev-parse', 'refs/heads/master'),
  })
  expect(await host.git.readTree(at('shop'), 'master')).toEqual([
    { path: 'README.md', mode: '100644', content: '# Shop\n' },
    { path: 'bin/start', mode: '100755', content: '#!/bin/sh\n' },
    { path: 'latest', mode: '120000', content: 'bin/start' },
  ])
  const said = await host.git.git(at('shop'), 'log', '-1', '--format=%an <%ae> %B', 'master')
  expect(said).toBe('Scaffolder <scaffolder@backstage.io> initial commit')
  expect(new Set(azure.asked)).toEqual(new Set([`https://${host.host}/acme/Main%20Stage/_git/shop`]))
})

test('the inputs win over the defaults, and the token of the step over the credentials of the portal', async () => {
  const { host } = azure
  host.credentials.length = 0
  const input = {
    token: 'azure-ada',
    defaultBranch: 'stage/main',
    gitCommitMessage: 'Curtain up',
    gitAuthorName: 'Ada',
    gitAuthorEmail: 'ada@acme.test',
    sourcePath: 'bin',
  }
  // As the form names the organisation.
  await publish(repoUrl('tools', { owner: 'acme', project: 'Main Stage' }), input)
  const said = await host.git.git(at('tools'), 'log', '-1', '--format=%an <%ae> %s', 'stage/main')
  expect(said).toBe('Ada <ada@acme.test> Curtain up')
  expect((await host.git.readTree(at('tools'), 'stage/main')).map(({ path }) => path)).toEqual(['start'])
  expect(new Set(host.credentials)).toEqual(new Set(['azure-ada']))
})

test('the configured message is not reached, the configured author is', async () => {
  await using configured = await startAzure({
    scaffolder: { defaultCommitMessage: 'As always', defaultAuthor: { name: 'House', email: 'house@acme.test' } },
  })
  configured.host.projects.add('acme/p')
  const input = { repoUrl: `${configured.host.host}?organization=acme&project=p&repo=x` }
  await configured.publish(input, { workspace: await content() })
  const said = await configured.host.git.git('acme/p/_git/x', 'log', '-1', '--format=%an %s', 'master')
  expect(said).toBe('House initial commit')
})

test.each([
  { why: 'no credentials', config: { hasCredentials: false }, says: 'credentials' },
  { why: 'those of people only', config: { scaffolder: { requireScmUserCredentials: true } }, says: 'token' },
])('without a token is refused where the portal has $why, and goes on with one', async ({ config, says }) => {
  await using bare = await startAzure(config)
  bare.host.projects.add('acme/p')
  const repoUrl = `${bare.host.host}?organization=acme&project=p&repo=x`
  await expect(bare.publish({ repoUrl })).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(says),
  })
  await bare.publish({ repoUrl, token: 'azure-ada' }, { workspace: await content() })
  expect(bare.host.git.has('acme/p/_git/x')).toBe(true)
})

test.each([
  { why: 'no organisation', repo: 'x', parts: { project: 'p' }, says: 'organization' },
  { why: 'a project that is not there', repo: 'x', parts: { organization: 'acme', project: 'p' }, says: 'TF200016' },
  { why: 'a name that is taken', repo: 'taken', says: 'TF400948' },
  {
    why: 'a wrong token, which is answered by a page to sign in',
    repo: 'y',
    input: { token: 'no' },
    says: 'credentials are wrong',
  },
  { why: 'a key that is missing', repo: 'y', input: { signCommit: true }, says: 'key' },
])('fails clearly for $why', async ({ repo, parts, input, says }) => {
  if (repo === 'taken') await azure.host.repository('acme/Main Stage', repo)
  await expect(publish(repoUrl(repo, parts), input)).rejects.toThrow(says)
})

test('a repository that is said to be on another host is sent nothing', async () => {
  const evil = { id: '1', remoteUrl: 'https://acme@evil.test/x', webUrl: 'https://evil.test/x' }
  azure.host.intercept = ({ method }) => (method === 'POST' ? { status: 201, body: evil } : undefined)
  await expect(publish(repoUrl('evil'))).rejects.toThrow('"https://evil.test/x", which is on another host')
  azure.host.intercept = undefined
})

test.each(['look', 'create', 'push'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (deed) => {
    const repo = `crash-${deed}`
    const checkpoints = new Map()
    const dieIn = `${deed}.azure.repo.acme/Main Stage/${repo}${deed === 'push' ? '.master' : ''}`
    await expect(publish(repoUrl(repo), {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(repoUrl(repo), {}, { checkpoints })
    expect(await azure.host.git.git(at(repo), 'rev-list', 'master')).toBe(outputs.commitHash)
  },
)

test('the plugin adds the action, described, closed and shown by example', async () => {
  const scaffolder = recordingScaffolder()
  await using _portal = await startPortal({ plugins: [auth, git, scaffolder.plugin, plugin] })
  expect(scaffolder.shortcomings()).toEqual([])
  expect(scaffolder.action('publish:azure').id).toBe('publish:azure')
})
