import auth from '@callboard/plugin-auth/backend'
import git from '@callboard/plugin-git/backend'
import { startPortal } from '@callboard/testing'
import { recordingScaffolder } from '@callboard/testing/servers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import bitbucket from '../index.ts'
import { startCloud } from './fixtures/start-cloud.ts'

let cloud: Awaited<ReturnType<typeof startCloud>>
beforeAll(async () => {
  cloud = await startCloud()
})
afterAll(() => cloud.stop())

const restrict = 'bitbucketCloud:branchRestriction:create'
const exempt = { users: [{ uuid: '{ada}' }], groups: [{ slug: 'stage' }] }

test.each([
  {
    why: 'a pattern',
    input: { kind: 'require_approvals_to_merge', branchMatchKind: 'glob', pattern: 'main', value: 2 },
    sent: { kind: 'require_approvals_to_merge', branch_match_kind: 'glob', pattern: 'main', value: 2 },
  },
  {
    why: 'a type of branches, by default the one that is developed on',
    input: { kind: 'require_passing_builds_to_merge' },
    sent: {
      kind: 'require_passing_builds_to_merge',
      branch_match_kind: 'branching_model',
      branch_type: 'development',
      value: 1,
    },
  },
  {
    why: 'pushing, which counts nothing',
    input: { kind: 'push', branchType: 'production', value: 3, ...exempt },
    sent: {
      kind: 'push',
      branch_match_kind: 'branching_model',
      branch_type: 'production',
      value: null,
      users: [{ type: 'user', uuid: '{ada}' }],
      groups: [{ type: 'group', slug: 'stage' }],
    },
  },
])('a rule for $why', async ({ why, input, sent }) => {
  const slug = `acme/rule-${why.length}`
  const repository = await cloud.host.repository(slug, { x: '1' })
  const checkpoints = new Map()
  const once = () => cloud.run(restrict, { repoUrl: cloud.repoUrl(slug), ...input }, { checkpoints })
  expect((await once()).outputs).toEqual({ statusCode: 201, json: '{"type":"branchrestriction","id":1}' })
  await once()
  expect(repository.restrictions).toEqual([{ type: 'branchrestriction', users: [], groups: [], ...sent }])
})

test('a rule that Bitbucket refuses says so', async () => {
  const run = cloud.run(restrict, { repoUrl: cloud.repoUrl('acme/none'), kind: 'push' })
  await expect(run).rejects.toThrow('restrict push in acme/none. It answered 404: Repository acme/none not found')
})

test('a pipeline is started once, with what the step says', async () => {
  const repository = await cloud.host.repository('acme/built', { x: '1' })
  const body = {
    target: { type: 'pipeline_ref_target', ref_type: 'branch', ref_name: 'main' },
    variables: [{ key: 'STAGE', value: 'main', secured: true }],
  }
  const checkpoints = new Map()
  const input = { workspace: 'acme', repo_slug: 'built', body }
  const { outputs } = await cloud.run('bitbucket:pipelines:run', input, { checkpoints })
  await cloud.run('bitbucket:pipelines:run', input, { checkpoints })
  const repoUrl = `${cloud.host.url}/acme/built`
  expect(outputs).toEqual({ buildNumber: 1, repoUrl, pipelinesUrl: `${repoUrl}/pipelines` })
  expect(repository.pipelines).toEqual([body])
})

test.each([
  { why: 'a repository that is not there', input: { repo_slug: 'none' }, says: 'start a pipeline of acme/none' },
  { why: 'a wrong token', input: { repo_slug: 'built', token: 'no' }, says: 'It answered 401: Token is invalid' },
])('a pipeline of $why fails clearly', async ({ input, says }) => {
  await expect(cloud.run('bitbucket:pipelines:run', { workspace: 'acme', ...input })).rejects.toThrow(says)
})

test('all actions are described, closed and shown by example', async () => {
  const scaffolder = recordingScaffolder()
  await using _portal = await startPortal({ plugins: [auth, git, scaffolder.plugin, bitbucket] })
  expect(scaffolder.shortcomings()).toEqual([])
  expect(scaffolder.actionIds().filter((id) => id.includes('itbucket'))).toEqual([
    'publish:bitbucketCloud',
    'publish:bitbucketCloud:pull-request',
    'bitbucket:pipelines:run',
    'bitbucketCloud:branchRestriction:create',
    'publish:bitbucketServer',
    'publish:bitbucketServer:pull-request',
    'publish:bitbucket',
  ])
  expect(scaffolder.autocomplete('bitbucket-cloud').id).toBe('bitbucket-cloud')
})
