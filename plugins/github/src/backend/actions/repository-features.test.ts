import sodium from 'libsodium-wrappers'
import { describe, expect, test } from 'vitest'
import { startGithub } from './fixtures/start-github.ts'

const start = async (options: Parameters<typeof startGithub>[0] = {}) => {
  const github = await startGithub(options)
  const repository = await github.forge.repo('acme/shop', { 'README.md': '# Shop\n' })
  repository.workflows.push('deploy.yaml')
  return { ...github, repository, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() }
}

const protection = (with_: { checks?: object; reviews?: object; top?: object } = {}): Record<string, unknown> => ({
  required_status_checks: { strict: true, contexts: [], ...with_.checks },
  restrictions: null,
  enforce_admins: true,
  required_pull_request_reviews: {
    required_approving_review_count: 1,
    require_code_owner_reviews: false,
    dismiss_stale_reviews: false,
    require_last_push_approval: false,
    ...with_.reviews,
  },
  required_conversation_resolution: false,
  required_linear_history: false,
  block_creations: false,
  ...with_.top,
})

/** One run of an action on a repository with a README: what it sends and what it gives. */
const rows: {
  why: string
  id: string
  input: object
  calls: { call: string; body?: unknown }[]
  outputs?: object
}[] = [
  {
    why: 'a webhook as GitHub makes them by default',
    id: 'github:webhook',
    input: { webhookUrl: 'https://ci.example/hook' },
    calls: [
      {
        call: 'POST /repos/acme/shop/hooks',
        body: {
          config: { url: 'https://ci.example/hook', content_type: 'form', insecure_ssl: '0' },
          events: ['push'],
          active: true,
        },
      },
    ],
  },
  {
    why: 'a webhook with everything said',
    id: 'github:webhook',
    input: {
      webhookUrl: 'https://ci.example/hook',
      webhookSecret: 'hush',
      events: ['*'],
      active: false,
      contentType: 'json',
      insecureSsl: true,
    },
    calls: [
      {
        call: 'POST /repos/acme/shop/hooks',
        body: {
          config: { url: 'https://ci.example/hook', content_type: 'json', secret: 'hush', insecure_ssl: '1' },
          events: ['*'],
          active: false,
        },
      },
    ],
  },
  {
    why: 'an issue',
    id: 'github:issues:create',
    input: { title: 'Budget', body: 'Please', assignees: ['ada'], milestone: 3, labels: ['money'] },
    calls: [
      {
        call: 'POST /repos/acme/shop/issues',
        body: { title: 'Budget', body: 'Please', assignees: ['ada'], milestone: 3, labels: ['money'] },
      },
    ],
    outputs: { issueUrl: '/acme/shop/issues/1', issueNumber: 1 },
  },
  {
    why: 'labels',
    id: 'github:issues:label',
    input: { number: 7, labels: ['new', 'shop'] },
    calls: [{ call: 'POST /repos/acme/shop/issues/7/labels', body: { labels: ['new', 'shop'] } }],
  },
  {
    why: 'links',
    id: 'github:autolinks:create',
    input: { keyPrefix: 'SHOP-', urlTemplate: 'https://jira.example/SHOP-<num>' },
    calls: [
      {
        call: 'POST /repos/acme/shop/autolinks',
        body: { key_prefix: 'SHOP-', url_template: 'https://jira.example/SHOP-<num>', is_alphanumeric: true },
      },
    ],
  },
  {
    why: 'links of digits',
    id: 'github:autolinks:create',
    input: { keyPrefix: 'SHOP-', urlTemplate: 'https://jira.example/SHOP-<num>', isAlphanumeric: false },
    calls: [
      {
        call: 'POST /repos/acme/shop/autolinks',
        body: { key_prefix: 'SHOP-', url_template: 'https://jira.example/SHOP-<num>', is_alphanumeric: false },
      },
    ],
  },
  {
    why: 'a site that a workflow builds',
    id: 'github:pages:enable',
    input: {},
    calls: [
      {
        call: 'POST /repos/acme/shop/pages',
        body: { build_type: 'workflow', source: { branch: 'main', path: '/' } },
      },
    ],
  },
  {
    why: 'a site from a folder',
    id: 'github:pages:enable',
    input: { buildType: 'legacy', sourceBranch: 'gh-pages', sourcePath: '/docs' },
    calls: [
      {
        call: 'POST /repos/acme/shop/pages',
        body: { build_type: 'legacy', source: { branch: 'gh-pages', path: '/docs' } },
      },
    ],
  },
  {
    why: 'protection of the default branch',
    id: 'github:branch-protection:create',
    input: {},
    calls: [
      { call: 'GET /repos/acme/shop' },
      { call: 'PUT /repos/acme/shop/branches/main/protection', body: protection() },
    ],
  },
  {
    why: 'protection with everything said',
    id: 'github:branch-protection:create',
    input: {
      branch: 'main',
      enforceAdmins: false,
      blockCreations: true,
      requiredApprovingReviewCount: 0,
      requireCodeOwnerReviews: true,
      requiredStatusCheckContexts: ['test'],
      requiredCommitSigning: true,
    },
    calls: [
      {
        call: 'PUT /repos/acme/shop/branches/main/protection',
        body: protection({
          checks: { contexts: ['test'] },
          reviews: { required_approving_review_count: 0, require_code_owner_reviews: true },
          top: { enforce_admins: false, block_creations: true },
        }),
      },
      { call: 'POST /repos/acme/shop/branches/main/protection/required_signatures' },
    ],
  },
  {
    why: 'a workflow',
    id: 'github:actions:dispatch',
    input: { workflowId: 'deploy.yaml', branchOrTagName: 'main', workflowInputs: { to: 'staging' } },
    calls: [
      {
        call: 'POST /repos/acme/shop/actions/workflows/deploy.yaml/dispatches',
        body: { ref: 'main', inputs: { to: 'staging' } },
      },
    ],
    outputs: {},
  },
  {
    why: 'a workflow of which the run is wanted',
    id: 'github:actions:dispatch',
    input: { workflowId: 'deploy.yaml', branchOrTagName: 'main', returnWorkflowRunDetails: true },
    calls: [
      {
        call: 'POST /repos/acme/shop/actions/workflows/deploy.yaml/dispatches',
        body: { ref: 'main', return_run_details: true },
      },
    ],
    outputs: {
      workflowRunId: 9,
      workflowRunUrl: '/acme/shop/actions/runs/9?api',
      workflowRunHtmlUrl: '/acme/shop/actions/runs/9',
    },
  },
  {
    why: 'an environment',
    id: 'github:environment:create',
    input: { name: 'team a/prod' },
    calls: [{ call: 'PUT /repos/acme/shop/environments/team a/prod', body: { deployment_branch_policy: null } }],
  },
]

test.each(rows)('$id makes $why', async ({ id, input, calls, outputs = {} }) => {
  await using github = await start()
  const run = await github.run(id, { ...input })
  expect(github.forge.calls).toEqual(calls.map((call) => ({ body: undefined, ...call })))
  const relative = Object.entries(run.outputs).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(github.forge.url, '') : value,
  ])
  expect(Object.fromEntries(relative)).toEqual(outputs)
})

test.each(rows)('$id says what GitHub refuses: $why', async ({ id, input }) => {
  await using github = await start()
  github.forge.intercept = () => ({ status: 403, body: { message: 'Must have admin rights to Repository.' } })
  const running = github.run(id, { ...input })
  if (id === 'github:webhook') expect((await running).log[0]).toMatch(/^warn .*403: Must have admin rights/)
  else await expect(running).rejects.toThrow(/did not allow to .*403: Must have admin rights to Repository\./s)
})

describe('what is there already is taken for done', () => {
  test.each([
    { what: 'a webhook', id: 'github:webhook', input: { webhookUrl: 'https://ci.example/hook' } },
    {
      what: 'a link',
      id: 'github:autolinks:create',
      input: { keyPrefix: 'SHOP-', urlTemplate: 'https://jira.example/SHOP-<num>' },
    },
    { what: 'a site', id: 'github:pages:enable', input: { sourceBranch: 'next' } },
    {
      what: 'a deploy key',
      id: 'github:deployKey:create',
      input: { deployKeyName: 'mirror', publicKey: 'ssh-ed25519 AAAA me@here', privateKey: 'private' },
    },
  ])('$what', async ({ id, input }) => {
    await using github = await start()
    github.forge.publicKey = await newPublicKey()
    await github.run(id, input)
    const again = await github.run(id, input)
    expect(again.log.filter((line) => line.startsWith('warn'))).toEqual([])
    const { hooks, autolinks, keys } = github.repository
    expect(Math.max(hooks.length, autolinks.length, keys.length)).toBeLessThanOrEqual(1)
  })

  test('an issue that was opened just before the step died', async () => {
    await using github = await start()
    const id = 'github:issues:create'
    const checkpoints = new Map()
    const dieIn = 'create.issue.acme.shop.Budget'
    await expect(github.run(id, { title: 'Budget' }, { checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await github.run(id, { title: 'Budget' }, { checkpoints })
    expect(outputs.issueNumber).toBe(1)
    await github.run(id, { title: 'Budget' })
    expect(github.repository.issues.map(({ number, title }) => `${number} ${title}`)).toEqual(['1 Budget', '2 Budget'])
  })

  test('but not a link that leads elsewhere', async () => {
    await using github = await start()
    const id = 'github:autolinks:create'
    await github.run(id, { keyPrefix: 'SHOP-', urlTemplate: 'https://old.example/<num>' })
    await expect(github.run(id, { keyPrefix: 'SHOP-', urlTemplate: 'https://new.example/<num>' })).rejects.toThrow(
      'key_prefix already exists',
    )
  })

  test('but not the deploy key of another name', async () => {
    await using github = await start()
    github.forge.publicKey = await newPublicKey()
    const key = { publicKey: 'ssh-ed25519 AAAA', privateKey: 'private' }
    await github.run('github:deployKey:create', { ...key, deployKeyName: 'mirror' })
    await expect(github.run('github:deployKey:create', { ...key, deployKeyName: 'other' })).rejects.toThrow(
      'key is already in use',
    )
  })
})

test.each([
  { id: 'github:webhook', input: { webhookUrl: 'https://ci.example' }, outputs: {} },
  { id: 'github:issues:create', input: { title: 'Budget' }, outputs: { issueNumber: 42 } },
])('$id sends nothing in a dry run', async ({ id, input, outputs }) => {
  await using github = await start({ scaffolder: { requireScmUserCredentials: true } })
  expect(github.scaffolder.action(id).supportsDryRun).toBe(true)
  const run = await github.run(id, input, { context: { isDryRun: true } })
  expect(run.outputs).toMatchObject(outputs)
  expect(github.forge.calls).toEqual([])
})

test.each([
  { id: 'publish:github' },
  { id: 'publish:github:pull-request', runsDry: true },
  { id: 'github:repo:create' },
  { id: 'github:repo:push' },
  { id: 'github:webhook', runsDry: true },
  { id: 'github:issues:create', runsDry: true },
  { id: 'github:issues:label' },
  { id: 'github:environment:create' },
  { id: 'github:deployKey:create' },
  { id: 'github:autolinks:create' },
  { id: 'github:pages:enable' },
  { id: 'github:branch-protection:create' },
  { id: 'github:actions:dispatch' },
])('$id runs in a dry run: $runsDry', async ({ id, runsDry = false }) => {
  await using github = await start()
  expect(github.scaffolder.action(id).supportsDryRun ?? false).toBe(runsDry)
})

describe('github:deployKey:create', () => {
  test.each([
    { why: 'after the key', more: {}, name: 'MY_MIRROR_PRIVATE_KEY' },
    { why: 'as the step says', more: { privateKeySecretName: 'KEY' }, name: 'KEY' },
  ])('names the secret $why', async ({ more, name }) => {
    await using github = await start()
    github.forge.publicKey = await newPublicKey()
    const input = { deployKeyName: 'my mirror', publicKey: 'ssh-ed25519 AAAA', privateKey: 'private half', ...more }
    const { outputs, hidden } = await github.run('github:deployKey:create', input)
    expect(outputs).toEqual({ privateKeySecretName: name })
    expect(hidden).toContain('private half')
    expect(github.writes()).toEqual([
      { call: 'POST /repos/acme/shop/keys', body: { title: 'my mirror', key: 'ssh-ed25519 AAAA' } },
      {
        call: `PUT /repos/acme/shop/actions/secrets/${name}`,
        body: { key_id: 'key-1', encrypted_value: expect.stringMatching(/^[\w+/=]{64,}$/) },
      },
    ])
  })
})

describe('github:environment:create', () => {
  const entity = (kind: string, name: string, annotations: Record<string, string> = {}) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations },
    spec: {},
  })
  const catalog = [
    entity('User', 'g.hopper', { 'github.com/user-login': 'grace' }),
    entity('Group', 'payments'),
    entity('Group', 'infrastructure', { 'github.com/team-slug': 'acme/platform' }),
  ]

  test('sets up everything', async () => {
    await using github = await start({ catalog })
    github.forge.publicKey = await newPublicKey()
    const { hidden } = await github.run('github:environment:create', {
      name: 'prod',
      deploymentBranchPolicy: { protected_branches: false, custom_branch_policies: true },
      customBranchPolicyNames: ['release/*'],
      customTagPolicyNames: ['v*'],
      environmentVariables: { REGION: 'eu' },
      secrets: { TOKEN: 'hush' },
      waitTimer: 30,
      preventSelfReview: true,
      reviewers: ['user:default/g.hopper', 'payments', 'group:infrastructure'],
    })
    const at = '/repos/acme/shop/environments/prod'
    expect(github.writes()).toEqual([
      {
        call: `PUT ${at}`,
        body: {
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
          wait_timer: 30,
          prevent_self_review: true,
          reviewers: [
            { type: 'User', id: 1 },
            { type: 'Team', id: 100 },
            { type: 'Team', id: 101 },
          ],
        },
      },
      { call: `POST ${at}/deployment-branch-policies`, body: { name: 'release/*', type: 'branch' } },
      { call: `POST ${at}/deployment-branch-policies`, body: { name: 'v*', type: 'tag' } },
      { call: `POST ${at}/variables`, body: { name: 'REGION', value: 'eu' } },
      { call: `PUT ${at}/secrets/TOKEN`, body: { key_id: 'key-1', encrypted_value: expect.any(String) } },
    ])
    expect(hidden).toEqual(['hush'])
  })

  test('gives a variable that is there the new value', async () => {
    await using github = await start()
    const run = (REGION: string) =>
      github.run('github:environment:create', { name: 'prod', environmentVariables: { REGION } })
    await run('eu')
    await run('us')
    expect(github.writes().at(-1)).toEqual({
      call: 'PATCH /repos/acme/shop/environments/prod/variables/REGION',
      body: { value: 'us' },
    })
  })

  test.each([
    {
      why: 'a reviewer whom the catalog does not know',
      reviewers: ['user:ghost'],
      says: /no user or group user:default\/ghost/,
    },
    {
      why: 'a group without a team',
      reviewers: ['group:strangers'],
      says: /find the team of group:default\/strangers/,
    },
  ])('refuses $why', async ({ reviewers, says }) => {
    await using github = await start({ catalog: [...catalog, entity('Group', 'strangers')] })
    await expect(github.run('github:environment:create', { name: 'prod', reviewers })).rejects.toThrow(says)
    expect(github.writes()).toEqual([])
  })
})

test('every action says what it takes, and has an example that fits', async () => {
  await using github = await start()
  expect(github.scaffolder.shortcomings()).toEqual([])
})

async function newPublicKey(): Promise<string> {
  await sodium.ready
  return sodium.to_base64(sodium.crypto_box_keypair().publicKey, sodium.base64_variants.ORIGINAL)
}
