import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCloud } from './fixtures/start-cloud.ts'

let cloud: Awaited<ReturnType<typeof startCloud>>
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.stop())

let count = 0

async function startRepository() {
  const slug = `acme/repo-${++count}`
  const repository = await cloud.host.repository(slug, { 'README.md': 'old\n', 'run.sh': 'x\n' })
  const propose = async (
    content: Record<string, FileContent>,
    input: object = {},
    options: Parameters<typeof cloud.run>[2] = {},
  ) =>
    cloud.run(
      'publish:bitbucketCloud:pull-request',
      { repoUrl: cloud.repoUrl(slug), title: 'Add a stage', sourceBranch: 'add/stage', ...input },
      { workspace: await folderWith(content), ...options },
    )
  const git = (...args: string[]) => cloud.host.git.git(slug, ...args)
  return { slug, repository, propose, git }
}

test('lays the workspace over the main branch, with modes and links, and opens a pull request', async () => {
  const { slug, repository, propose, git } = await startRepository()
  const { outputs } = await propose(
    { 'README.md': 'new\n', 'bin/go': { program: 'x\n' }, latest: { link: 'README.md' }, '.git/config': 'no' },
    { description: 'Why.', gitAuthorName: 'Ada', gitAuthorEmail: 'ada@acme.test' },
  )
  expect(outputs).toEqual({ pullRequestUrl: `${cloud.host.url}/${slug}/pull-requests/1` })
  expect(await cloud.host.git.readTree(slug, 'add/stage')).toEqual([
    { path: 'README.md', mode: '100644', content: 'new\n' },
    { path: 'bin/go', mode: '100755', content: 'x\n' },
    { path: 'latest', mode: '120000', content: 'README.md' },
    { path: 'run.sh', mode: '100644', content: 'x\n' },
  ])
  expect(await git('log', '--format=%an <%ae> %B', 'main..add/stage')).toBe('Ada <ada@acme.test> Why.')
  expect(repository.pulls).toEqual([
    { title: 'Add a stage', summary: { raw: 'Why.' }, source: 'add/stage', target: 'main' },
  ])
})

test('a pull request without a description has a commit that says nothing', async () => {
  const { repository, propose, git } = await startRepository()
  await propose({ one: '1' })
  expect(await git('log', '--format=%B', 'main..add/stage')).toBe('No message.')
  expect(repository.pulls).toEqual([{ title: 'Add a stage', source: 'add/stage', target: 'main' }])
})

test('merges into the branch that is named', async () => {
  const { slug, repository, propose, git } = await startRepository()
  await cloud.host.git.commit(slug, { 'of-next': '1' }, 'next')
  await propose({ one: '1' }, { targetBranch: 'next' })
  expect(await git('diff', '--name-status', 'next', 'add/stage')).toBe('A\tone')
  expect(repository.pulls).toMatchObject([{ target: 'next' }])
})

test('a branch that is there is proposed as it is', async () => {
  const { slug, repository, propose } = await startRepository()
  await cloud.host.git.git(slug, 'branch', 'add/stage', 'main')
  const hash = await cloud.host.git.commit(slug, { 'README.md': 'by hand\n' }, 'add/stage')
  const { log } = await propose({ ignored: '1' })
  expect(log).toEqual(['info The branch add/stage is there already and is proposed as it is.'])
  expect(await cloud.host.git.git(slug, 'rev-parse', 'add/stage')).toBe(hash)
  expect(repository.pulls).toHaveLength(1)
})

test('where nothing would change, nothing is opened', async () => {
  const { repository, propose, git } = await startRepository()
  const { outputs, log } = await propose({ 'README.md': 'old\n' })
  expect(outputs).toEqual({})
  expect(log).toEqual(['info Nothing would change, so no pull request was opened.'])
  expect(repository.pulls).toEqual([])
  expect(await git('branch', '--format=%(refname:short)')).toBe('main')
})

test('a repository without a branch is named', async () => {
  await cloud.host.git.createRepository('acme/empty')
  cloud.host.repositories.push({ slug: 'acme/empty', settings: {}, pulls: [], restrictions: [], pipelines: [] })
  const input = { repoUrl: cloud.repoUrl('acme/empty'), title: 't', sourceBranch: 'b' }
  await expect(cloud.run('publish:bitbucketCloud:pull-request', input)).rejects.toThrow(
    'no repository acme/empty, or it has no branch',
  )
})

test('a repository that is not there is named', async () => {
  const input = { repoUrl: cloud.repoUrl('acme/none'), title: 't', sourceBranch: 'b' }
  await expect(cloud.run('publish:bitbucketCloud:pull-request', input)).rejects.toThrow(
    'show the repository acme/none. It answered 404: Repository acme/none not found',
  )
})

test.each(['look.bitbucket.branch', 'commit.bitbucket', 'open.bitbucket.pull-request'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const { slug, repository, propose, git } = await startRepository()
    const checkpoints = new Map()
    const dieIn = `${prefix}.${slug}.add/stage`
    await expect(propose({ one: '1' }, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await propose({ one: '1' }, {}, { checkpoints })
    expect(outputs.pullRequestUrl).toMatch(/pull-requests\/1$/)
    expect(await git('rev-list', '--count', 'main..add/stage')).toBe('1')
    expect(repository.pulls).toHaveLength(1)
  },
)
