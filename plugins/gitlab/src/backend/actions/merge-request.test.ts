import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGitlab } from './fixtures/start-gitlab.ts'

let gitlab: Awaited<ReturnType<typeof startGitlab>>
beforeAll(async () => {
  gitlab = await startGitlab()
  for (const username of ['ada', 'bob', 'eve']) gitlab.host.person(username)
})
afterAll(() => gitlab.stop())

const before = { 'README.md': 'old\n', 'same.txt': 'same\n', 'sub/gone.txt': 'gone\n', 'run.sh': '#!/bin/sh\n' }
let count = 0

/** A new project, and a function that opens a merge request in it. */
async function startProject(files: Record<string, string> = before) {
  const slug = `acme/project-${++count}`
  const project = await gitlab.host.project(slug, files)
  const propose = async (
    content: Record<string, FileContent>,
    input: object = {},
    options: Parameters<typeof gitlab.run>[2] = {},
  ) =>
    gitlab.run(
      'publish:gitlab:merge-request',
      { repoUrl: gitlab.repoUrl(slug), title: 'Add a stage', branchName: 'stage', ...input },
      { workspace: await folderWith(content), ...options },
    )
  /** `100644 README.md` */
  const tree = async (branch = 'stage') => {
    const listed = await gitlab.host.git.git(slug, 'ls-tree', '-r', '--format=%(objectmode) %(path)', branch)
    return listed.split('\n')
  }
  const contentOf = (path: string) => gitlab.host.git.git(slug, 'show', `stage:${path}`)
  return { slug, project, propose, tree, contentOf }
}

test('commits what differs and opens a merge request into the default branch', async () => {
  const { slug, project, propose, tree, contentOf } = await startProject()
  const { outputs } = await propose({
    'README.md': 'new\n',
    'same.txt': 'same\n',
    'run.sh': { program: '#!/bin/sh\n' },
    'bin/added': { program: '#!/bin/sh\necho\n' },
    'logo.bin': Buffer.from([0, 255]),
    '.hidden': 'x',
    '.gitignore': 'node_modules/\n',
    'node_modules/dependency.js': 'not this',
    '.git/config': 'nor this',
  })
  expect(outputs).toEqual({
    targetBranchName: 'main',
    projectid: slug,
    projectPath: slug,
    mergeRequestUrl: `${gitlab.host.url}/${slug}/-/merge_requests/1`,
  })
  expect(await tree()).toEqual([
    '100644 .gitignore',
    '100644 .hidden',
    '100644 README.md',
    '100755 bin/added',
    '100644 logo.bin',
    '100755 run.sh',
    '100644 same.txt',
    '100644 sub/gone.txt',
  ])
  expect(await contentOf('README.md')).toBe('new')
  expect(project.mergeRequests).toMatchObject([{ title: 'Add a stage', source_branch: 'stage', target_branch: 'main' }])
  const changed = await gitlab.host.git.git(slug, 'diff', '--name-only', 'main', 'stage')
  expect(changed.split('\n')).not.toContain('same.txt')
  expect(await tree('main')).toHaveLength(4)
})

test('symbolic links go by git, which GitLab cannot make otherwise', async () => {
  const { propose, tree, contentOf } = await startProject()
  await propose(
    { latest: { link: 'README.md' }, 'run.sh': { program: '#!/bin/sh\n' }, 'a/b': 'c' },
    { filesToDelete: ['same.txt'] },
  )
  expect(await tree()).toEqual([
    '100644 README.md',
    '100644 a/b',
    '120000 latest',
    '100755 run.sh',
    '100644 sub/gone.txt',
  ])
  expect(await contentOf('latest')).toBe('README.md')
})

describe('where the content comes from and goes to', () => {
  test.each<{ why: string; content: Record<string, FileContent>; input: object; path: string }>([
    {
      why: 'a folder into a folder',
      content: { 'out/x': '1', y: '2' },
      input: { sourcePath: 'out', targetPath: 'deep/er' },
      path: 'deep/er/x',
    },
    {
      why: 'the folder that it goes to',
      content: { 'deep/x': '1', y: '2' },
      input: { targetPath: 'deep' },
      path: 'deep/x',
    },
    { why: 'a folder into the root', content: { 'out/x': '1', y: '2' }, input: { sourcePath: './out' }, path: 'x' },
  ])('$why', async ({ content, input, path }) => {
    const { slug, propose } = await startProject()
    await propose(content, input)
    const changed = await gitlab.host.git.git(slug, 'diff', '--name-only', 'main', 'stage')
    expect(changed.split('\n')).toEqual([path])
  })

  test.each(['../x', 'a/../../x', '.git/hooks'])('%s is refused', async (targetPath) => {
    const { propose } = await startProject()
    await expect(propose({ x: '1' }, { sourcePath: '.', targetPath })).rejects.toMatchObject({
      name: 'NotAllowedError',
    })
  })
})

describe('commitAction', () => {
  test.each<{ action: string; content: Record<string, FileContent>; changed: string }>([
    { action: 'create', content: { fresh: '1' }, changed: 'A\tfresh' },
    { action: 'update', content: { 'README.md': 'new' }, changed: 'M\tREADME.md' },
    { action: 'delete', content: { 'same.txt': 'whatever' }, changed: 'D\tsame.txt' },
    { action: 'skip', content: { fresh: '1' }, changed: '' },
  ])('$action', async ({ action, content, changed }) => {
    const { slug, project, propose } = await startProject()
    await propose(content, { commitAction: action })
    expect(await gitlab.host.git.git(slug, 'diff', '--name-status', 'main', 'stage')).toBe(changed)
    expect(project.mergeRequests).toHaveLength(1)
  })

  test.each([
    { action: 'create', path: 'same.txt', says: 'A file with this name already exists' },
    { action: 'update', path: 'fresh', says: "A file with this name doesn't exist" },
  ])('$action fails in the words of GitLab', async ({ action, path, says }) => {
    const { project, propose } = await startProject()
    await expect(propose({ [path]: '1' }, { commitAction: action })).rejects.toThrow(says)
    expect(project.mergeRequests).toEqual([])
  })
})

test('deletes files below the target path, and leaves alone what is not there', async () => {
  const { slug, propose } = await startProject()
  await propose(
    { 'gone.txt': 'wins not', more: '1' },
    { targetPath: 'sub', sourcePath: '.', filesToDelete: ['gone.txt', 'never'] },
  )
  const changed = await gitlab.host.git.git(slug, 'diff', '--no-renames', '--name-status', 'main', 'stage')
  expect(changed.split('\n')).toEqual(['D\tsub/gone.txt', 'A\tsub/more'])
})

describe('a branch that is there', () => {
  test('is refused, else brought up to date with its merge request', async () => {
    const { slug, project, propose } = await startProject()
    await propose({ one: '1' })
    await expect(propose({ two: '2' })).rejects.toThrow(`${slug} has a branch stage already`)
    await propose({ one: '1', two: '2' }, { update: true, title: 'Add two stages', description: 'Both.' })
    expect(await gitlab.host.git.git(slug, 'log', '--format=%s', 'main..stage')).toBe('Add two stages\nAdd a stage')
    expect(project.mergeRequests).toMatchObject([{ iid: 1, title: 'Add two stages', description: 'Both.' }])
  })

  test('is taken as it is when there is nothing to commit', async () => {
    const { slug, project, propose } = await startProject()
    await gitlab.host.git.commit(slug, { x: '1' }, 'stage')
    await propose({ x: '1' })
    expect(project.mergeRequests).toHaveLength(1)
  })
})

describe('people, labels and merging', () => {
  test('are told to GitLab', async () => {
    const { project, propose } = await startProject()
    project.approvers = ['eve', 'bob']
    await propose(
      { x: '1' },
      {
        assignee: 'ada',
        reviewers: ['bob'],
        assignReviewersFromApprovalRules: true,
        labels: ['stage', 'new'],
        removeSourceBranch: true,
        autoMerge: true,
      },
    )
    expect(project.mergeRequests).toMatchObject([
      {
        assignee_id: 2,
        reviewer_ids: [3, 4],
        labels: 'stage,new',
        remove_source_branch: true,
        merge: { auto_merge: true },
      },
    ])
  })

  test('who is not there is a warning, as are rules that an edition has not, and merging that is refused', async () => {
    const { project, propose } = await startProject()
    gitlab.host.intercept = ({ url }) =>
      url.endsWith('/merge') ? { status: 401, body: { message: '401 Unauthorized' } } : undefined
    const { log } = await propose(
      { x: '1' },
      { assignee: 'nobody', assignReviewersFromApprovalRules: true, autoMerge: true, labels: 'a,b', projectid: 'old' },
    )
    gitlab.host.intercept = undefined
    expect(log).toEqual([
      expect.stringContaining('"projectid" is not used any more'),
      expect.stringContaining('has no person "nobody"'),
      expect.stringContaining('refused to add reviewers by the approval rules'),
      expect.stringContaining('merge !1 by itself. It answered 401'),
    ])
    expect(project.mergeRequests).toMatchObject([{ labels: 'a,b' }])
  })
})

test('merging waits until GitLab has looked whether it is possible', async () => {
  const { project, propose } = await startProject()
  const answers = [{ status: 405, body: { message: '405 Method Not Allowed' } }]
  gitlab.host.intercept = ({ url }) => (url.endsWith('/merge') ? answers.pop() : undefined)
  const { log } = await propose({ x: '1' }, { autoMerge: true })
  gitlab.host.intercept = undefined
  expect(log).toEqual([])
  expect(project.mergeRequests).toMatchObject([{ merge: { auto_merge: true } }])
})

test.each(['look.gitlab.branch', 'commit.gitlab', 'open.gitlab.merge-request'])(
  'goes on where a crash came between the deed and the checkpoint %s',
  async (prefix) => {
    const { slug, project, propose } = await startProject()
    const checkpoints = new Map()
    const options = { checkpoints, dieIn: `${prefix}.${slug}.stage` }
    await expect(propose({ one: '1' }, {}, options)).rejects.toThrow('died in')
    await propose({ one: '1' }, {}, { checkpoints })
    expect(await gitlab.host.git.git(slug, 'rev-list', '--count', 'main..stage')).toBe('1')
    expect(project.mergeRequests).toHaveLength(1)
  },
)

test('a folder of the repository that is a link leads nowhere else', async () => {
  const { slug, propose } = await startProject({ x: '1' })
  const main = await gitlab.host.git.git(slug, 'rev-parse', 'main')
  await propose({ out: { link: '/tmp' } }, { branchName: 'linked' })
  expect(await gitlab.host.git.git(slug, 'rev-parse', 'linked')).not.toBe(main)
  const through = propose(
    { 'target/file': 'evil', 'target/link': { link: 'file' } },
    { sourcePath: 'target', targetPath: 'out', targetBranchName: 'linked' },
  )
  await expect(through).rejects.toMatchObject({ name: 'NotAllowedError' })
})

test('a project that is not there is named', async () => {
  const input = { repoUrl: gitlab.repoUrl('acme/none'), title: 't', branchName: 'b' }
  await expect(gitlab.run('publish:gitlab:merge-request', input)).rejects.toThrow('has no project "acme/none"')
})
