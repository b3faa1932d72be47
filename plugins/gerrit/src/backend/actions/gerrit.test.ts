import { type FileContent, folderWith } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGerrit } from './fixtures/start-gerrit.ts'

let gerrit: Awaited<ReturnType<typeof startGerrit>>
beforeAll(async () => {
  gerrit = await startGerrit()
})
afterAll(() => gerrit.stop())

const files: Record<string, FileContent> = {
  'README.md': 'new\n',
  'bin/start': { program: '#!/bin/sh\n' },
  latest: { link: 'bin/start' },
}
const pushed = [
  { path: 'README.md', mode: '100644', content: 'new\n' },
  { path: 'bin/start', mode: '100755', content: '#!/bin/sh\n' },
  { path: 'latest', mode: '120000', content: 'bin/start' },
]

type Options = Parameters<typeof gerrit.run>[2]
const publish = async (repo: string, input: object = {}, options: Options = {}) => {
  const all = { repoUrl: gerrit.repoUrl(repo), ...input }
  return gerrit.run('publish:gerrit', all, { workspace: await folderWith(files), ...options })
}
const review = async (repo: string, input: object = {}, options: Options = {}) => {
  const all = { repoUrl: gerrit.repoUrl(repo, {}), gitCommitMessage: 'Add a stage', branch: 'main', ...input }
  return gerrit.run('publish:gerrit:review', all, { workspace: await folderWith(files), ...options })
}

test('makes a project below its parent and pushes all files with their modes', async () => {
  const { host } = gerrit
  const repoUrl = gerrit.repoUrl('stage/shop', { workspace: 'stage', owner: 'crew' })
  const { outputs } = await publish('stage/shop', { repoUrl, description: 'The shop' })
  expect(outputs).toEqual({
    remoteUrl: `${host.url}/a/stage/shop`,
    repoContentsUrl: 'https://gitiles.test/stage/shop/+/refs/heads/master',
    commitHash: await host.git.git('a/stage/shop', 'rev-parse', 'refs/heads/master'),
  })
  expect(await host.git.readTree('a/stage/shop', 'master')).toEqual(pushed)
  const said = await host.git.git('a/stage/shop', 'log', '-1', '--format=%an %B', 'master')
  expect(said).toMatch(/^Scaffolder initial commit\n\nChange-Id: I[0-9a-f]{40}$/)
  const made = { parent: 'stage', description: 'The shop', owners: ['crew'], create_empty_commit: false }
  expect(host.projects.get('stage/shop')).toEqual(made)
})

test('a dry run changes nothing', async () => {
  const { outputs } = await publish('dry', {}, { context: { isDryRun: true } })
  expect(outputs.commitHash).toBe('abcd-dry-run-1234')
  expect(gerrit.host.projects.has('dry')).toBe(false)
})

test('the configured message wins over the one of the step', async () => {
  await using configured = await startGerrit({ scaffolder: { defaultCommitMessage: 'As always' } })
  const input = { repoUrl: configured.repoUrl('x'), gitCommitMessage: 'Mine', defaultBranch: 'main' }
  await configured.run('publish:gerrit', input, { workspace: await folderWith(files) })
  expect(await configured.host.git.git('a/x', 'log', '-1', '--format=%s', 'main')).toBe('As always')
})

test.each([
  { why: 'no parent', repo: 'x', input: { repoUrl: true }, says: 'does not name the parent' },
  { why: 'a name that is taken', repo: 'taken', says: 'It answered 409: Project already exists' },
  { why: 'a key that is missing', repo: 'x', input: { signCommit: true }, says: 'key' },
])('publishing fails clearly for $why', async ({ repo, input, says }) => {
  if (repo === 'taken') await gerrit.host.project(repo, { x: '1' })
  const changed = input && 'repoUrl' in input ? { repoUrl: gerrit.repoUrl(repo, {}) } : input
  await expect(publish(repo, changed)).rejects.toThrow(says)
})

test('a wrong password is said to be wrong', async () => {
  await using wrong = await startGerrit({ password: 'no' })
  await expect(wrong.run('publish:gerrit', { repoUrl: wrong.repoUrl('x') })).rejects.toThrow('It answered 401')
})

test.each(['look', 'create', 'push'])(
  'publishing goes on where a crash came between the deed and the checkpoint %s',
  async (deed) => {
    const repo = `crash-${deed}`
    const checkpoints = new Map()
    const dieIn = `${deed}.gerrit.${repo}${deed === 'push' ? '.master' : ''}`
    await expect(publish(repo, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await publish(repo, {}, { checkpoints })
    expect(await gerrit.host.git.git(`a/${repo}`, 'rev-list', 'master')).toBe(outputs.commitHash)
  },
)

test('a change is pushed for review, and the branch stays as it is', async () => {
  const { host } = gerrit
  const before = await host.project('stage/asked', { 'README.md': 'old\n' })
  const { outputs } = await review('stage/asked')
  expect(await host.git.readTree('a/stage/asked', 'refs/for/main')).toEqual(pushed)
  expect(await host.git.git('a/stage/asked', 'rev-parse', 'main', 'refs/for/main~1')).toBe(`${before}\n${before}`)
  const said = await host.git.git('a/stage/asked', 'log', '-1', '--format=%B', 'refs/for/main')
  const [, changeId] = /^Add a stage\n\nChange-Id: (I[0-9a-f]{40})$/.exec(said) ?? []
  expect(outputs).toEqual({
    reviewUrl: `${host.url}/#/q/${changeId}`,
    repoContentsUrl: 'https://gitiles.test/stage/asked/+/refs/heads/main',
  })
})

test('a message that names a change keeps it', async () => {
  await gerrit.host.project('named', { 'README.md': 'old\n' })
  const changeId = `I${'a'.repeat(40)}`
  const { outputs } = await review('named', { gitCommitMessage: `Again\n\nChange-Id: ${changeId}` })
  expect(outputs.reviewUrl).toBe(`${gerrit.host.url}/#/q/${changeId}`)
  const said = await gerrit.host.git.git('a/named', 'log', '-1', '--format=%B', 'refs/for/main')
  expect(said).toBe(`Again\n\nChange-Id: ${changeId}`)
})

test('where nothing would change, nothing is pushed', async () => {
  await gerrit.host.project('same', { 'README.md': 'new\n' })
  const { outputs } = await review('same', {}, { workspace: await folderWith({ 'README.md': 'new\n' }) })
  expect(outputs).toEqual({})
  expect(await gerrit.host.git.git('a/same', 'for-each-ref', 'refs/for')).toBe('')
})

test('a push that was cut off after it had arrived is not repeated', async () => {
  await gerrit.host.project('cut', { 'README.md': 'old\n' })
  const checkpoints = new Map()
  await expect(review('cut', {}, { checkpoints, dieIn: 'push.gerrit.review.cut.main.step.' })).rejects.toThrow('died')
  const arrived = await gerrit.host.git.git('a/cut', 'rev-parse', 'refs/for/main')
  await review('cut', {}, { checkpoints })
  expect(await gerrit.host.git.git('a/cut', 'rev-parse', 'refs/for/main')).toBe(arrived)
  expect(gerrit.host.git.requests.filter((line) => line.startsWith('POST /a/cut/git-receive-pack'))).toHaveLength(1)
})

test('the actions are described, closed and shown by example', () => {
  expect(gerrit.scaffolder.shortcomings()).toEqual([])
})
