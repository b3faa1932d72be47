import { folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from './fixtures/start-cloud.ts'

let cloud: Awaited<ReturnType<typeof startCloud>>
beforeAll(async () => {
  cloud = await startCloud()
  cloud.host.workspaces.set('acme', ['STAGE'])
})
afterAll(() => cloud.stop())

const content = () =>
  folderWith({
    'README.md': '# Shop\n',
    'bin/start': { program: '#!/bin/sh\n' },
    latest: { link: 'bin/start' },
    '.git/config': 'of the workspace',
  })

const publish = async (repoUrl: string, input: object = {}, options: Parameters<typeof cloud.run>[2] = {}) =>
  cloud.run('publish:bitbucketCloud', { repoUrl, ...input }, { workspace: await content(), ...options })

test('makes a private repository in a project and pushes all files with their modes', async () => {
  const { host } = cloud
  const { outputs } = await publish(cloud.repoUrl('acme/shop'), { description: 'The shop' })
  expect(outputs).toEqual({
    remoteUrl: `${host.url}/acme/shop.git`,
    repoContentsUrl: `${host.url}/acme/shop/src/master`,
    commitHash: await host.git.git('acme/shop', 'rev-parse', 'refs/heads/master'),
  })
  expect(await host.git.readTree('acme/shop', 'master')).toEqual([
    { path: 'README.md', mode: '100644', content: '# Shop\n' },
    { path: 'bin/start', mode: '100755', content: '#!/bin/sh\n' },
    { path: 'latest', mode: '120000', content: 'bin/start' },
  ])
  const said = await host.git.git('acme/shop', 'log', '-1', '--format=%an <%ae> %B', 'master')
  expect(said).toBe('Scaffolder <scaffolder@backstage.io> Initial commit')
  expect(host.repositories[0]?.settings).toEqual({
    scm: 'git',
    description: 'The shop',
    is_private: true,
    project: 'STAGE',
  })
})

test('the inputs win over the defaults, and the token of the step over the credentials of the portal', async () => {
  const { host } = cloud
  host.credentials.length = 0
  const input = {
    token: 'cloud-ada',
    defaultBranch: 'stage/main',
    repoVisibility: 'public',
    gitCommitMessage: 'Curtain up',
    sourcePath: 'bin',
  }
  const { outputs } = await publish(cloud.repoUrl('acme/open'), input)
  expect(outputs.repoContentsUrl).toBe(`${host.url}/acme/open/src/stage/main`)
  expect(host.repositories.at(-1)?.settings).toMatchObject({ is_private: false })
  expect(await host.git.git('acme/open', 'log', '-1', '--format=%s', 'stage/main')).toBe('Curtain up')
  expect((await host.git.readTree('acme/open', 'stage/main')).map(({ path }) => path)).toEqual(['start'])
  expect([...new Set(host.credentials)].toSorted()).toEqual(['Bearer cloud-ada', 'cloud-ada'])
})

test('author and message come from the configuration', async () => {
  await using configured = await startCloud({
    scaffolder: { defaultCommitMessage: 'As always', defaultAuthor: { name: 'House', email: 'house@acme.test' } },
  })
  configured.host.workspaces.set('acme', ['STAGE'])
  const input = { repoUrl: configured.repoUrl('acme/x') }
  await configured.run('publish:bitbucketCloud', input, { workspace: await content() })
  const said = await configured.host.git.git('acme/x', 'log', '-1', '--format=%an <%ae> %B', 'master')
  expect(said).toBe('House <house@acme.test> As always')
})

test.each([
  { why: 'no credentials', config: { hasCredentials: false }, says: 'credentials' },
  { why: 'those of people only', config: { scaffolder: { requireScmUserCredentials: true } }, says: 'token' },
])('without a token is refused where the portal has $why, and goes on with one', async ({ config, says }) => {
  await using bare = await startCloud(config)
  bare.host.workspaces.set('acme', ['STAGE'])
  const repoUrl = bare.repoUrl('acme/x')
  await expect(bare.run('publish:bitbucketCloud', { repoUrl })).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(says),
  })
  const input = { repoUrl, token: 'cloud-ada' }
  await bare.run('publish:bitbucketCloud', input, { workspace: await content() })
  expect(bare.host.git.has('acme/x')).toBe(true)
})

test.each([
  { why: 'a workspace that is not there', slug: 'nobody/x', says: "No workspace with identifier 'nobody'" },
  { why: 'a project that is not there', slug: 'acme/y', project: 'NONE', says: 'project does not exist' },
  { why: 'a name that is taken', slug: 'acme/taken', says: 'already exists' },
  { why: 'a wrong token', slug: 'acme/z', input: { token: 'no' }, says: 'It answered 401' },
  { why: 'a key that is missing', slug: 'acme/z', input: { signCommit: true }, says: 'key' },
])('fails clearly for $why', async ({ slug, project, input, says }) => {
  if (slug === 'acme/taken') await cloud.host.repository(slug, { x: '1' })
  await expect(publish(cloud.repoUrl(slug, project), input)).rejects.toThrow(says)
})

test('a repository that is said to be on another host is sent nothing', async () => {
  cloud.host.intercept = ({ method }) =>
    method === 'POST'
      ? {
          body: {
            links: {
              html: { href: 'https://evil.test/x' },
              clone: [{ name: 'https', href: 'https://evil.test/x.git' }],
            },
          },
        }
      : undefined
  await expect(publish(cloud.repoUrl('acme/evil'))).rejects.toThrow('is on another host')
  cloud.host.intercept = undefined
})

test.each(['look.bitbucket.repo.acme/', 'create.bitbucket.repo.acme/', 'push.bitbucket.repo.acme/'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const slug = `acme/crash-${prefix.split('.')[0]}`
    const checkpoints = new Map()
    const dieIn = `${prefix.slice(0, -'acme/'.length)}${slug}${prefix.startsWith('push') ? '.master' : ''}`
    await expect(publish(cloud.repoUrl(slug), {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(cloud.repoUrl(slug), {}, { checkpoints })
    expect(await cloud.host.git.git(slug, 'rev-list', 'master')).toBe(outputs.commitHash)
  },
)
