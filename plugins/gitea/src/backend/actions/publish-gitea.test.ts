import { folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGitea } from './fixtures/start-gitea.ts'

let gitea: Awaited<ReturnType<typeof startGitea>>
beforeAll(async () => {
  gitea = await startGitea()
  gitea.host.organizations.set('acme', [])
})
afterAll(() => gitea.stop())

const content = () =>
  folderWith({
    'README.md': '# Shop\n',
    'bin/start': { program: '#!/bin/sh\n' },
    latest: { link: 'bin/start' },
    'logo.bin': Buffer.from([0, 255, 1]),
  })

const publish = async (repoUrl: string, input: object = {}, options: Parameters<typeof gitea.run>[2] = {}) =>
  gitea.run('publish:gitea', { repoUrl, description: 'The shop', ...input }, { workspace: await content(), ...options })

test('makes a repository of an organisation and pushes all files with their modes', async () => {
  const { host } = gitea
  host.slowness = 1
  const { outputs, log } = await publish(gitea.repoUrl('acme/shop'))
  expect(log).toEqual([])
  expect(outputs).toEqual({
    remoteUrl: `${host.url}/acme/shop.git`,
    repoContentsUrl: `${host.url}/acme/shop/src/branch/main/`,
    commitHash: await host.git.git('acme/shop', 'rev-parse', 'refs/heads/main'),
  })
  const tree = await host.git.git('acme/shop', 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'main')
  expect(tree.split('\n')).toEqual(['100644 README.md', '100755 bin/start', '120000 latest', '100644 logo.bin'])
  const said = await host.git.git('acme/shop', 'log', '-1', '--format=%an <%ae>%n%B', 'main')
  expect(said).toMatch(/^Scaffolder <scaffolder@backstage\.io>\ninitial commit\n\nChange-Id: I[0-9a-f]{40}$/)
  expect(host.repositories[0]?.settings).toEqual({ description: 'The shop', private: false, default_branch: 'main' })
})

test.each([
  { why: 'named, by the token of the step', owner: 'ada', token: 'gitea-ada', slug: 'ada/tools' },
  { why: 'not named, by the credentials of the portal', owner: undefined, token: undefined, slug: 'portal/tools' },
])('makes a repository of a person $why', async ({ owner, token, slug }) => {
  const { host } = gitea
  host.credentials.length = 0
  const repoUrl = `${host.host}?${new URLSearchParams({ ...(owner ? { owner } : {}), repo: 'tools' })}`
  const input = {
    defaultBranch: 'trunk',
    repoVisibility: 'private',
    gitCommitMessage: 'Curtain up',
    gitAuthorName: 'Ada',
    ...(token ? { token } : {}),
  }
  const { outputs } = await publish(repoUrl, input)
  expect(outputs).toMatchObject({ repoContentsUrl: `${host.url}/${slug}/src/branch/trunk/` })
  expect(await host.git.git(slug, 'log', '-1', '--format=%an %s', 'trunk')).toBe('Ada Curtain up')
  expect(new Set(host.credentials)).toEqual(new Set([`token ${token ?? 'gitea-portal'}`]))
})

test('the configured message wins over the one of the step', async () => {
  await using configured = await startGitea({ scaffolder: { defaultCommitMessage: 'As always' } })
  configured.host.organizations.set('acme', [])
  const input = { repoUrl: configured.repoUrl('acme/x'), description: 'x', gitCommitMessage: 'Mine' }
  await configured.run('publish:gitea', input, { workspace: await content() })
  expect(await configured.host.git.git('acme/x', 'log', '-1', '--format=%s', 'main')).toBe('As always')
})

test.each([
  { why: 'an owner that is nobody', slug: 'nobody/x', name: 'InputError', says: 'no organisation "nobody"' },
  { why: 'a name that is taken', slug: 'acme/shop', name: 'InputError', says: 'same name already exists' },
  { why: 'a wrong token', slug: 'acme/y', input: { token: 'no' }, name: 'NotAllowedError', says: 'It answered 401' },
  {
    why: 'a missing right',
    slug: 'acme/z',
    answer: { status: 403, body: { message: 'not allowed to create in this organization' } },
    name: 'NotAllowedError',
    says: 'create the repository acme/z. It answered 403: not allowed to create',
  },
])('fails clearly for $why', async ({ slug, input, answer, name, says }) => {
  gitea.host.intercept = ({ method }) => (method === 'POST' ? answer : undefined)
  await expect(publish(gitea.repoUrl(slug), input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(says),
  })
  gitea.host.intercept = undefined
})

test.each(['look.gitea.repo.acme.', 'create.gitea.repo.acme.', 'push.gitea.repo./repos/acme/'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const name = `crash-${prefix.split('.')[0]}`
    const checkpoints = new Map()
    const dieIn = prefix.startsWith('push') ? `${prefix}${name}.main` : `${prefix}${name}`
    const repoUrl = gitea.repoUrl(`acme/${name}`)
    await expect(publish(repoUrl, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(repoUrl, {}, { checkpoints })
    expect(await gitea.host.git.git(`acme/${name}`, 'rev-list', 'main')).toBe(outputs.commitHash)
  },
)
