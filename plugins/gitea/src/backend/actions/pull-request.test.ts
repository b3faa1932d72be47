import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGitea } from './fixtures/start-gitea.ts'

let gitea: Awaited<ReturnType<typeof startGitea>>
beforeAll(async () => {
  gitea = await startGitea()
})
afterAll(() => gitea.stop())

let count = 0

async function startRepository() {
  const slug = `acme/repo-${++count}`
  const repository = await gitea.host.repository(slug, { 'README.md': 'old\n', 'run.sh': 'x\n', 'sub/gone.txt': 'x\n' })
  const propose = async (
    content: Record<string, FileContent>,
    input: object = {},
    options: Parameters<typeof gitea.run>[2] = {},
  ) =>
    gitea.run(
      'publish:gitea:pull-request',
      { repoUrl: gitea.repoUrl(slug), title: 'Add a stage', description: 'Why.', branchName: 'stage', ...input },
      { workspace: await folderWith(content), ...options },
    )
  const git = (...args: string[]) => gitea.host.git.git(slug, ...args)
  return { slug, repository, propose, git }
}

test('commits what differs, with modes and links, and opens a pull request', async () => {
  const { slug, repository, propose, git } = await startRepository()
  const { outputs } = await propose(
    {
      'README.md': 'new\n',
      'run.sh': { program: 'x\n' },
      latest: { link: 'README.md' },
      '.git/config': 'of the workspace',
    },
    { reviewers: ['bob'], teamReviewers: ['platform'], assignees: ['ada'], gitAuthorName: 'Ada' },
  )
  expect(outputs).toEqual({
    targetBranchName: 'main',
    remoteUrl: `${gitea.host.url}/${slug}/pulls/1`,
    pullRequestNumber: 1,
  })
  const tree = await git('ls-tree', '-r', '--format=%(objectmode) %(path)', 'stage')
  expect(tree.split('\n')).toEqual(['100644 README.md', '120000 latest', '100755 run.sh', '100644 sub/gone.txt'])
  expect(await git('log', '--format=%an %s', 'main..stage')).toBe('Ada Add a stage')
  expect(repository.pulls).toEqual([
    {
      number: 1,
      head: 'stage',
      base: 'main',
      title: 'Add a stage',
      body: 'Why.',
      assignees: ['ada'],
      reviewers: ['bob'],
      team_reviewers: ['platform'],
    },
  ])
})

test('deletes files below the target path; they win over the workspace', async () => {
  const { propose, git } = await startRepository()
  const input = { sourcePath: 'out', targetPath: 'sub', filesToDelete: ['gone.txt', 'never'] }
  await propose({ 'out/gone.txt': '1', 'out/more': '1', other: '1' }, input)
  const changed = await git('diff', '--no-renames', '--name-status', 'main', 'stage')
  expect(changed.split('\n')).toEqual(['D\tsub/gone.txt', 'A\tsub/more'])
})

test('a branch that is there is refused, else brought up to date with its pull request', async () => {
  const { slug, repository, propose, git } = await startRepository()
  await propose({ one: '1' })
  await expect(propose({ two: '2' })).rejects.toThrow(`${slug} has a branch stage already`)
  await propose({ two: '2' }, { update: true, title: 'Add two stages' })
  expect(await git('log', '--format=%s', 'main..stage')).toBe('Add two stages\nAdd a stage')
  expect(repository.pulls).toMatchObject([{ number: 1, title: 'Add two stages' }])
})

test('where nothing would change, nothing is opened', async () => {
  const { repository, propose, git } = await startRepository()
  const { outputs, log } = await propose({ 'README.md': 'old\n' })
  expect(outputs).toEqual({})
  expect(log).toEqual(['info Nothing would change, so no pull request was opened.'])
  expect(repository.pulls).toEqual([])
  expect(await git('branch', '--format=%(refname:short)')).toBe('main')
})

test('a reviewer who is not there is a warning', async () => {
  const { repository, propose } = await startRepository()
  const { log } = await propose({ one: '1' }, { reviewers: ['nobody'] })
  expect(log).toEqual([expect.stringContaining('refused to ask the reviewers')])
  expect(repository.pulls).toHaveLength(1)
})

test.each(['look.gitea.branch', 'commit.gitea', 'open.gitea.pull-request'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const { slug, repository, propose, git } = await startRepository()
    const checkpoints = new Map()
    const dieIn = `${prefix}.${slug}.stage`
    await expect(propose({ one: '1' }, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    await propose({ one: '1' }, {}, { checkpoints })
    expect(await git('rev-list', '--count', 'main..stage')).toBe('1')
    expect(repository.pulls).toHaveLength(1)
  },
)

test.each(['../x', 'a/../../x', '.git/hooks'])('the target path %s is refused', async (targetPath) => {
  const { propose } = await startRepository()
  await expect(propose({ x: '1' }, { targetPath })).rejects.toMatchObject({ name: 'NotAllowedError' })
})

test('a folder of the repository that is a link leads nowhere else', async () => {
  const { propose } = await startRepository()
  await propose({ out: { link: '/tmp' } }, { branchName: 'linked' })
  const through = propose({ file: 'evil' }, { targetPath: 'out', targetBranchName: 'linked' })
  await expect(through).rejects.toMatchObject({ name: 'NotAllowedError' })
})

test('a repository that is not there is named', async () => {
  const input = { repoUrl: gitea.repoUrl('acme/none'), title: 't', description: 'd', branchName: 'b' }
  await expect(gitea.run('publish:gitea:pull-request', input)).rejects.toThrow('show the repository acme/none')
})
