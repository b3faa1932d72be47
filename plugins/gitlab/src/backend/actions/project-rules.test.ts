import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGitlab } from './fixtures/start-gitlab.ts'

let gitlab: Awaited<ReturnType<typeof startGitlab>>
beforeAll(async () => {
  gitlab = await startGitlab()
})
afterAll(() => gitlab.stop())

let count = 0

async function startProject() {
  const slug = `acme/project-${++count}`
  const project = await gitlab.host.project(slug, { 'README.md': 'x' })
  const run = (id: string, input: object) => gitlab.run(id, { repoUrl: gitlab.repoUrl(slug), ...input })
  return { project, run }
}

test('gitlab:webhook is made once, and changed afterwards', async () => {
  const { project, run } = await startProject()
  const input = { webhookUrl: 'https://callboard.example/hook', webhookSecret: 'shared secret' }
  expect((await run('gitlab:webhook', input)).hidden).toEqual(['shared secret'])
  const made = {
    id: 1,
    url: input.webhookUrl,
    token: 'shared secret',
    push_events: true,
    enable_ssl_verification: true,
  }
  expect(project.hooks).toEqual([made])
  await run('gitlab:webhook', { ...input, events: ['issues', 'pipeline'], insecureSsl: true })
  expect(project.hooks).toEqual([
    { ...made, push_events: false, issues_events: true, pipeline_events: true, enable_ssl_verification: false },
  ])
})

test('gitlab:branch-protection:create protects a branch, and replaces the rule', async () => {
  const { project, run } = await startProject()
  await run('gitlab:branch-protection:create', { branch: 'main' })
  const rule = { name: 'main', push_access_level: 40, merge_access_level: 40, allow_force_push: false }
  expect(project.protectedBranches).toEqual([rule])
  const changed = { branch: 'main', pushAccessLevel: 'no_one', mergeAccessLevel: 'developer' }
  await run('gitlab:branch-protection:create', changed)
  expect(project.protectedBranches).toEqual([{ ...rule, push_access_level: 0, merge_access_level: 30 }])
})

test('gitlab:environment:create makes an environment, and changes it', async () => {
  const { project, run } = await startProject()
  await run('gitlab:environment:create', { name: 'production', tier: 'production' })
  expect(project.environments).toEqual([{ id: 1, name: 'production', tier: 'production' }])
  await run('gitlab:environment:create', { name: 'production', externalUrl: 'https://shop.example' })
  expect(project.environments).toMatchObject([{ id: 1, tier: 'production', external_url: 'https://shop.example' }])
})

test('gitlab:deployKey:create adds a key once', async () => {
  const { project, run } = await startProject()
  const input = { publicKey: 'ssh-ed25519 AAAA cluster@acme\n', deployKeyName: 'cluster' }
  await run('gitlab:deployKey:create', input)
  await run('gitlab:deployKey:create', { ...input, publicKey: 'ssh-ed25519 AAAA another comment' })
  expect(project.deployKeys).toEqual([
    { id: 1, title: 'cluster', key: 'ssh-ed25519 AAAA cluster@acme', can_push: false },
  ])
  await expect(run('gitlab:deployKey:create', { ...input, publicKey: 'nonsense' })).rejects.toThrow('key is invalid')
})

test('a project that is not there is refused in the words of GitLab', async () => {
  const { run } = await startProject()
  await expect(run('gitlab:branch-protection:create', { projectId: 'acme/none', branch: 'main' })).rejects.toThrow(
    'protect the branch main of acme/none. It answered 404',
  )
})
