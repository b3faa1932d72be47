import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGitlab } from './fixtures/start-gitlab.ts'

let gitlab: Awaited<ReturnType<typeof startGitlab>>
beforeAll(async () => {
  gitlab = await startGitlab()
})
afterAll(() => gitlab.stop())

let count = 0

async function startProject() {
  const slug = `acme/pushed-${++count}`
  await gitlab.host.project(slug, { 'README.md': 'old\n', 'same.txt': 'same\n' })
  const push = async (content: Record<string, FileContent>, input: object = {}, options: object = {}) =>
    gitlab.run(
      'gitlab:repo:push',
      { repoUrl: gitlab.repoUrl(slug), branchName: 'main', commitMessage: 'Change it', ...input },
      { workspace: await folderWith(content), ...options },
    )
  const git = (...args: string[]) => gitlab.host.git.git(slug, ...args)
  return { slug, push, git }
}

test.each<{ why: string; content: Record<string, FileContent>; input: object; changed: string }>([
  { why: 'creates files', content: { a: '1' }, input: {}, changed: 'A\ta' },
  { why: 'updates files', content: { 'README.md': 'new' }, input: { commitAction: 'update' }, changed: 'M\tREADME.md' },
  { why: 'deletes files', content: { 'same.txt': '' }, input: { commitAction: 'delete' }, changed: 'D\tsame.txt' },
  {
    why: 'does what is needed',
    content: { a: '1', 'README.md': 'new', 'same.txt': 'same\n' },
    input: { commitAction: 'auto' },
    changed: 'M\tREADME.md\nA\ta',
  },
  {
    why: 'moves a folder to another',
    content: { 'out/a': '1', b: '2' },
    input: { sourcePath: 'out', targetPath: 'in' },
    changed: 'A\tin/a',
  },
])('$why', async ({ content, input, changed }) => {
  const { slug, push, git } = await startProject()
  const before = await git('rev-parse', 'main')
  const { outputs } = await push(content, input)
  expect(outputs).toEqual({ projectid: slug, projectPath: slug, commitHash: await git('rev-parse', 'main') })
  expect(await git('diff', '--name-status', before, 'main')).toBe(changed)
})

test('makes a branch that is missing', async () => {
  const { push, git } = await startProject()
  await push({ a: '1' }, { branchName: 'next' })
  expect(await git('log', '--format=%s', 'main..next')).toBe('Change it')
})

test('nothing to change is no commit, unless one is wanted', async () => {
  const { push, git } = await startProject()
  const before = await git('rev-parse', 'main')
  const same = { 'same.txt': 'same\n' }
  const { outputs } = await push(same, { commitAction: 'auto' })
  expect(outputs.commitHash).toBe(before)
  expect((await push(same, { commitAction: 'auto', branchName: 'next' })).outputs.commitHash).toBe(before)
  await push(same, { commitAction: 'auto', allowEmpty: true })
  expect(await git('log', '--format=%s', `${before}..main`)).toBe('Change it')
})

test.each(['create', 'auto'])('a crash after the commit makes no second one, with %s', async (commitAction) => {
  const { slug, push, git } = await startProject()
  const checkpoints = new Map()
  const before = await git('rev-parse', 'main')
  const dieIn = `commit.gitlab.${slug}.main.step`
  await expect(push({ a: '1' }, { commitAction }, { checkpoints, dieIn })).rejects.toThrow('died in')
  const { outputs } = await push({ a: '1' }, { commitAction }, { checkpoints })
  expect(await git('rev-list', `${before}..main`)).toBe(outputs.commitHash)
})

test('a file that is there is refused in the words of GitLab', async () => {
  const { push } = await startProject()
  await expect(push({ 'README.md': 'x' })).rejects.toThrow('A file with this name already exists')
})
