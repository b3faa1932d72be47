import { folderWith } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGitlab } from './fixtures/start-gitlab.ts'

let gitlab: Awaited<ReturnType<typeof startGitlab>>
beforeAll(async () => {
  gitlab = await startGitlab()
  gitlab.host.group('acme')
  gitlab.host.group('acme/web')
  gitlab.host.person('ada')
  gitlab.host.person('bob')
})
afterAll(() => gitlab.stop())

const publish = (slug: string, input: object = {}, options: Parameters<typeof gitlab.run>[2] = {}) =>
  gitlab.run('publish:gitlab', { repoUrl: gitlab.repoUrl(slug), ...input }, options)

const content = () =>
  folderWith({
    'README.md': '# Shop\n',
    'bin/start': { program: '#!/bin/sh\n' },
    latest: { link: 'bin/start' },
    'logo.bin': Buffer.from([0, 255, 1]),
    '.git/config': 'of the template',
  })

test('makes a project and pushes all files with their modes', async () => {
  const { outputs } = await publish('acme/web/shop', {}, { workspace: await content() })
  const { host } = gitlab
  expect(outputs).toEqual({
    remoteUrl: `${host.url}/acme/web/shop`,
    repoContentsUrl: `${host.url}/acme/web/shop/-/blob/master`,
    projectId: host.projectOf('acme/web/shop').id,
    commitHash: await host.git.git('acme/web/shop', 'rev-parse', 'refs/heads/master'),
    created: true,
  })
  const tree = await host.git.git('acme/web/shop', 'ls-tree', '-r', '--format=%(objectmode) %(path)', 'master')
  expect(tree.split('\n')).toEqual(['100644 README.md', '100755 bin/start', '120000 latest', '100644 logo.bin'])
  const said = await host.git.git('acme/web/shop', 'log', '-1', '--format=%an <%ae> %s', 'master')
  expect(said).toBe('Scaffolder <scaffolder@backstage.io> initial commit')
  expect(host.projectOf('acme/web/shop').settings).toMatchObject({ visibility: 'private' })
})

test('takes settings, branches, variables, author and message', async () => {
  const workspace = await folderWith({ 'site/index.html': 'Hello', 'notes.md': 'not this' })
  const { hidden } = await publish(
    'acme/site',
    {
      defaultBranch: 'main',
      repoVisibility: 'internal',
      sourcePath: 'site',
      gitCommitMessage: 'Curtain up',
      gitAuthorName: 'Ada',
      gitAuthorEmail: 'ada@acme.test',
      topics: ['old'],
      settings: { merge_method: 'ff', topics: ['new'], ci_config_path: 'ci.yml' },
      branches: [
        { name: 'release', create: true, protect: true, ref: 'main' },
        { name: 'main', protect: true },
      ],
      projectVariables: [
        { key: 'STAGE', value: 'Globe', environment_scope: 'production' },
        { key: 'TOKEN', value: 'very secret', masked_and_hidden: true },
      ],
    },
    { workspace },
  )
  const { git } = gitlab.host
  const project = gitlab.host.projectOf('acme/site')
  expect(project.settings).toMatchObject({
    visibility: 'internal',
    merge_method: 'ff',
    topics: ['new'],
    ci_config_path: 'ci.yml',
  })
  expect((await git.readTree('acme/site', 'release')).map(({ path }) => path)).toEqual(['index.html'])
  expect(await git.git('acme/site', 'log', '-1', '--format=%an <%ae> %s', 'main')).toBe(
    'Ada <ada@acme.test> Curtain up',
  )
  expect(project.protectedBranches).toEqual([{ name: 'release' }, { name: 'main' }])
  expect(project.variables).toEqual([
    { key: 'STAGE', value: 'Globe', environment_scope: 'production' },
    { key: 'TOKEN', value: 'very secret', masked_and_hidden: true, environment_scope: '*' },
  ])
  expect(hidden).toEqual(['very secret'])
})

test('without a source nothing is pushed', async () => {
  const { outputs } = await publish('acme/empty', { sourcePath: false })
  expect(outputs).toMatchObject({ created: true })
  expect(outputs).not.toHaveProperty('commitHash')
  expect(await gitlab.host.git.git('acme/empty', 'for-each-ref')).toBe('')
})

describe('a project that is there', () => {
  test('is refused in the words of GitLab', async () => {
    await publish('acme/taken', {}, { workspace: await content() })
    await expect(publish('acme/taken', {}, { workspace: await content() })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/create the project acme\/taken.*has already been taken/),
    })
  })

  test('stays as it is with skipExisting', async () => {
    const first = await publish('acme/kept', {}, { workspace: await content() })
    const second = await publish('acme/kept', { skipExisting: true }, { workspace: await folderWith({ a: 'b' }) })
    expect(second.outputs).toEqual({
      remoteUrl: first.outputs.remoteUrl,
      repoContentsUrl: first.outputs.repoContentsUrl,
      projectId: first.outputs.projectId,
      created: false,
    })
    expect(await gitlab.host.git.git('acme/kept', 'rev-parse', 'master')).toBe(first.outputs.commitHash)
  })
})

describe('whose credentials are used', () => {
  test('the token of the step as OAuth sends it, for git too; the owner is set by the portal', async () => {
    const { host } = gitlab
    host.credentials.length = 0
    await publish('acme/of-ada', { token: 'oauth-ada', setUserAsOwner: true }, { workspace: await content() })
    expect(new Set(host.credentials)).toEqual(new Set(['bearer oauth-ada', 'private glpat-portal']))
    expect([...host.projectOf('acme/of-ada').members]).toEqual([[2, 50]])
  })

  test('else the private token of the portal, which can name an owner', async () => {
    const { host } = gitlab
    host.credentials.length = 0
    await publish('acme/of-bob', { ownerUsername: 'bob' }, { workspace: await content() })
    expect(new Set(host.credentials)).toEqual(new Set(['private glpat-portal']))
    expect([...host.projectOf('acme/of-bob').members]).toEqual([[3, 50]])
    await expect(publish('acme/of-nobody', { ownerUsername: 'nobody', sourcePath: false })).rejects.toThrow(
      'has no person "nobody"',
    )
  })
})

test.each([
  {
    why: 'a namespace that is not there',
    slug: 'nowhere/shop',
    name: 'InputError',
    says: 'no group and no person "nowhere"',
  },
  { why: 'a token that is wrong', slug: 'acme/x', input: { token: 'no' }, name: 'NotAllowedError', says: '401' },
  {
    why: 'a project without the right',
    slug: 'acme/y',
    answer: { status: 403, body: { message: '403 Forbidden' } },
    name: 'NotAllowedError',
    says: 'create the project acme/y. It answered 403: 403 Forbidden',
  },
  { why: 'a server error', slug: 'acme/z', answer: { status: 500, body: '' }, name: 'InputError', says: '500' },
])('fails clearly for $why', async ({ slug, input, answer, name, says }) => {
  gitlab.host.intercept = ({ method, url }) => (method === 'POST' && url === '/api/v4/projects' ? answer : undefined)
  const published = publish(slug, input, { workspace: await content() })
  await expect(published).rejects.toMatchObject({ name, message: expect.stringContaining(says) })
  gitlab.host.intercept = undefined
})

test.each(['create.gitlab.repo.acme/crash', 'push.gitlab.repo', 'create.gitlab.branch', 'create.gitlab.variable'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (at) => {
    const slug = `acme/crash-${at.split('.')[2]}-${at.split('.')[0]}`
    const input = {
      branches: [{ name: 'next', create: true, protect: true }],
      projectVariables: [{ key: 'A', value: '1' }],
    }
    const checkpoints = new Map()
    const workspace = await content()
    // The keys hold the number of the project, which is known in the process that dies.
    const id = gitlab.host.projects.length + 1
    const dieIn = {
      'create.gitlab.repo.acme/crash': `create.gitlab.repo.${slug}`,
      'push.gitlab.repo': `push.gitlab.repo.${id}.master`,
      'create.gitlab.branch': `create.gitlab.branch.${id}.next`,
      'create.gitlab.variable': `create.gitlab.variable.${slug}.A.*`,
    }[at]
    await expect(publish(slug, input, { workspace, checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(slug, input, { workspace, checkpoints })
    expect(outputs).toMatchObject({ created: true, projectId: id })
    expect(await gitlab.host.git.git(slug, 'rev-list', '--count', 'master')).toBe('1')
    expect(gitlab.host.projectOf(slug)).toMatchObject({
      protectedBranches: [{ name: 'next' }],
      variables: [{ key: 'A' }],
    })
  },
)
