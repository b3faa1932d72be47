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
  const repository = await gitea.host.repository(slug, { 'README.md': 'x' })
  const run = (id: string, input: object, options: Parameters<typeof gitea.run>[2] = {}) =>
    gitea.run(id, { repoUrl: gitea.repoUrl(slug), ...input }, options)
  return { slug, repository, run }
}

test('gitea:issues:create finds labels by their names', async () => {
  const { slug, repository, run } = await startRepository()
  repository.labels.push({ id: 7, name: 'stage' })
  gitea.host.organizations.set('acme', [{ id: 8, name: 'house' }])
  const input = { title: 'Paint it', body: 'Blue.', assignees: ['ada'], labels: ['stage', 'house', 'no'], milestone: 3 }
  const { outputs, log } = await run('gitea:issues:create', input)
  expect(outputs).toEqual({ issueUrl: `${gitea.host.url}/${slug}/issues/1`, issueNumber: 1 })
  expect(log).toEqual([expect.stringContaining('no label "no"')])
  expect(repository.issues).toEqual([
    { title: 'Paint it', body: 'Blue.', assignees: ['ada'], labels: [7, 8], milestone: 3 },
  ])
})

test('gitea:webhook is made once, and changed afterwards', async () => {
  const { repository, run } = await startRepository()
  const input = { webhookUrl: 'https://callboard.example/hook', webhookSecret: 'shared secret' }
  expect((await run('gitea:webhook', input)).hidden).toEqual(['shared secret'])
  const made = { url: input.webhookUrl, content_type: 'form', secret: 'shared secret' }
  expect(repository.hooks).toEqual([{ id: 1, type: 'gitea', config: made, events: ['push'], active: true }])
  await run('gitea:webhook', { ...input, events: ['issues'], contentType: 'json', active: false })
  const changed = { ...made, content_type: 'json' }
  expect(repository.hooks).toEqual([{ id: 1, type: 'gitea', config: changed, events: ['issues'], active: false }])
})

test('gitea:deployKey:create adds a key once', async () => {
  const { repository, run } = await startRepository()
  const input = { publicKey: 'ssh-ed25519 AAAA cluster@acme\n', deployKeyName: 'cluster' }
  await run('gitea:deployKey:create', input)
  await run('gitea:deployKey:create', input)
  expect(repository.keys).toEqual([{ id: 1, title: 'cluster', key: 'ssh-ed25519 AAAA cluster@acme', read_only: true }])
  const other = run('gitea:deployKey:create', { ...input, publicKey: 'ssh-ed25519 BBBB' })
  await expect(other).rejects.toThrow('Key title has been used')
})

test('gitea:branch-protection:create protects the default branch, and changes its rule', async () => {
  const { repository, run } = await startRepository()
  await run('gitea:branch-protection:create', {})
  const rule = {
    rule_name: 'main',
    enable_push: false,
    required_approvals: 1,
    dismiss_stale_approvals: false,
    enable_status_check: false,
    status_check_contexts: [],
    require_signed_commits: false,
  }
  expect(repository.protections).toEqual([rule])
  await run('gitea:branch-protection:create', { branch: 'main', requiredStatusCheckContexts: ['ci'] })
  expect(repository.protections).toEqual([{ ...rule, enable_status_check: true, status_check_contexts: ['ci'] }])
})

test('gitea:actions:dispatch starts a workflow once', async () => {
  const { repository, run } = await startRepository()
  const checkpoints = new Map()
  const input = { workflowId: 'deploy.yaml', branchOrTagName: 'main', workflowInputs: { stage: 'globe' } }
  await run('gitea:actions:dispatch', input, { checkpoints })
  await run('gitea:actions:dispatch', input, { checkpoints })
  expect(repository.dispatches).toEqual([{ workflow: 'deploy.yaml', ref: 'main', inputs: { stage: 'globe' } }])
})

test('an address without an owner is refused where the repository has to be there', async () => {
  const made = gitea.run('gitea:issues:create', { repoUrl: `${gitea.host.host}?repo=shop`, title: 'x' })
  await expect(made).rejects.toMatchObject({ code: 'scaffolder/repo-url-lacks' })
})

test('every action is described, and its examples fit', () => {
  expect(gitea.scaffolder.shortcomings()).toEqual([])
})
