import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sodium from 'libsodium-wrappers'
import { describe, expect, test } from 'vitest'
import { folderWith, startGithub } from './fixtures/start-github.ts'

const protectionByDefault = {
  required_status_checks: { strict: true, contexts: [] },
  restrictions: null,
  enforce_admins: true,
  required_pull_request_reviews: {
    required_approving_review_count: 1,
    require_code_owner_reviews: false,
    dismiss_stale_reviews: false,
    require_last_push_approval: false,
  },
  required_conversation_resolution: false,
  required_linear_history: false,
}
const settingsByDefault = {
  name: 'shop',
  private: true,
  visibility: 'private',
  delete_branch_on_merge: false,
  allow_merge_commit: true,
  allow_squash_merge: true,
  squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
  squash_merge_commit_message: 'COMMIT_MESSAGES',
  allow_rebase_merge: true,
  allow_auto_merge: false,
}

describe('publish:github', () => {
  test('makes a repository of the organisation, pushes programs, links and bytes, and protects the branch', async () => {
    await using github = await startGithub()
    const workspace = await folderWith({
      'README.md': '# Shop\n',
      'bin/start': { program: '#!/bin/sh\n' },
      'docs/latest': { link: '../README.md' },
      '.github/workflows/test.yaml': 'on: push\n',
    })
    const { outputs, log } = await github.run('publish:github', { description: 'Sells' }, { workspace })
    const { forge } = github
    expect(await forge.git.readTree('acme/shop', 'main')).toEqual([
      { path: '.github/workflows/test.yaml', mode: '100644', content: 'on: push\n' },
      { path: 'README.md', mode: '100644', content: '# Shop\n' },
      { path: 'bin/start', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'docs/latest', mode: '120000', content: '../README.md' },
    ])
    expect(outputs).toEqual({
      remoteUrl: `${forge.url}/acme/shop.git`,
      repoContentsUrl: `${forge.url}/acme/shop/blob/main`,
      commitHash: await forge.git.git('acme/shop', 'rev-parse', 'main'),
    })
    expect(await forge.git.git('acme/shop', 'log', '--format=%an|%ae|%s', 'main')).toBe(
      'Scaffolder|scaffolder@backstage.io|Initial commit',
    )
    expect(forge.calls).toEqual([
      { call: 'GET /users/acme', body: undefined },
      { call: 'POST /orgs/acme/repos', body: { ...settingsByDefault, description: 'Sells' } },
      { call: 'PUT /repos/acme/shop/branches/main/protection', body: protectionByDefault },
    ])
    expect(log).toEqual(['info Created the repository acme/shop'])
  })

  test("sends every input under GitHub's name for it", async () => {
    await using github = await startGithub()
    const { forge } = github
    await sodium.ready
    const keys = sodium.crypto_box_keypair()
    forge.publicKey = sodium.to_base64(keys.publicKey, sodium.base64_variants.ORIGINAL)
    const { hidden } = await github.run(
      'publish:github',
      {
        homepage: 'https://shop.example',
        access: 'acme/platform',
        repoVisibility: 'internal',
        defaultBranch: 'trunk',
        protectEnforceAdmins: false,
        requiredApprovingReviewCount: 2,
        requireCodeOwnerReviews: true,
        dismissStaleReviews: true,
        bypassPullRequestAllowances: { users: ['ada'] },
        restrictions: { users: [], teams: ['platform'], apps: ['robot'] },
        requiredStatusCheckContexts: ['test'],
        requireBranchesToBeUpToDate: false,
        requiredConversationResolution: true,
        requireLastPushApproval: true,
        requiredCommitSigning: true,
        requiredLinearHistory: true,
        deleteBranchOnMerge: true,
        allowMergeCommit: false,
        allowRebaseMerge: false,
        allowAutoMerge: true,
        allowUpdateBranch: true,
        squashMergeCommitTitle: 'PR_TITLE',
        squashMergeCommitMessage: 'BLANK',
        collaborators: [
          { user: 'user:default/grace', access: 'push' },
          { team: 'payments', access: 'maintain' },
        ],
        hasProjects: false,
        hasWiki: false,
        hasIssues: true,
        topics: ['Shop', 'NODE'],
        repoVariables: { REGION: 'eu' },
        secrets: { TOKEN: 'hush hush' },
        oidcCustomization: { useDefault: false, includeClaimKeys: ['repo'] },
        customProperties: { tier: 'gold', teams: ['a', 'b'] },
        subscribe: true,
        gitCommitMessage: 'Doors open',
        gitAuthorName: 'Grace',
        gitAuthorEmail: 'grace@acme.example',
      },
      { workspace: await folderWith({ a: 'a' }) },
    )
    const writes = github.writes()
    const sealed = writes.find(({ call }) => call.endsWith('/secrets/TOKEN'))?.body as { encrypted_value: string }
    expect(writes).toEqual([
      {
        call: 'POST /orgs/acme/repos',
        body: {
          ...settingsByDefault,
          visibility: 'internal',
          homepage: 'https://shop.example',
          delete_branch_on_merge: true,
          allow_merge_commit: false,
          allow_rebase_merge: false,
          allow_auto_merge: true,
          squash_merge_commit_title: 'PR_TITLE',
          squash_merge_commit_message: 'BLANK',
          has_projects: false,
          has_wiki: false,
          has_issues: true,
          custom_properties: { tier: 'gold', teams: ['a', 'b'] },
        },
      },
      { call: 'PUT /orgs/acme/teams/platform/repos/acme/shop', body: { permission: 'admin' } },
      { call: 'PUT /repos/acme/shop/collaborators/grace', body: { permission: 'push' } },
      { call: 'PUT /orgs/acme/teams/payments/repos/acme/shop', body: { permission: 'maintain' } },
      { call: 'PUT /repos/acme/shop/topics', body: { names: ['shop', 'node'] } },
      { call: 'POST /repos/acme/shop/actions/variables', body: { name: 'REGION', value: 'eu' } },
      { call: 'PUT /repos/acme/shop/actions/secrets/TOKEN', body: { key_id: 'key-1', ...sealed } },
      {
        call: 'PUT /repos/acme/shop/actions/oidc/customization/sub',
        body: { use_default: false, include_claim_keys: ['repo'] },
      },
      { call: 'PATCH /repos/acme/shop', body: { allow_update_branch: true } },
      { call: 'PUT /repos/acme/shop/subscription', body: { subscribed: true, ignored: false } },
      {
        call: 'PUT /repos/acme/shop/branches/trunk/protection',
        body: {
          required_status_checks: { strict: false, contexts: ['test'] },
          restrictions: { users: [], teams: ['platform'], apps: ['robot'] },
          enforce_admins: false,
          required_pull_request_reviews: {
            required_approving_review_count: 2,
            require_code_owner_reviews: true,
            dismiss_stale_reviews: true,
            require_last_push_approval: true,
            bypass_pull_request_allowances: { users: ['ada'] },
          },
          required_conversation_resolution: true,
          required_linear_history: true,
        },
      },
      { call: 'POST /repos/acme/shop/branches/trunk/protection/required_signatures', body: undefined },
    ])
    const opened = sodium.crypto_box_seal_open(
      sodium.from_base64(sealed.encrypted_value, sodium.base64_variants.ORIGINAL),
      keys.publicKey,
      keys.privateKey,
    )
    expect(sodium.to_string(opened)).toBe('hush hush')
    expect(hidden).toEqual(['hush hush'])
    expect(await forge.git.git('acme/shop', 'log', '--format=%an|%ae|%s', 'trunk')).toBe(
      'Grace|grace@acme.example|Doors open',
    )
  })

  test('makes a repository of a user by their own token', async () => {
    await using github = await startGithub()
    const repoUrl = `${github.forge.host}?owner=ada&repo=notes`
    const { outputs } = await github.run(
      'publish:github',
      { repoUrl, repoVisibility: 'public', protectDefaultBranch: false },
      { workspace: await folderWith({ a: 'a' }) },
    )
    const { visibility, ...settings } = settingsByDefault
    expect(github.writes()).toEqual([
      { call: 'POST /user/repos', body: { ...settings, name: 'notes', private: false } },
    ])
    expect(outputs.remoteUrl).toBe(`${github.forge.url}/ada/notes.git`)
  })

  test.each([
    { why: 'of the step', input: 'Mine', config: 'Theirs', message: 'Mine' },
    { why: 'of the config', config: 'Theirs', message: 'Theirs' },
  ])('the message is the one $why', async ({ input, config, message }) => {
    await using github = await startGithub({ scaffolder: { defaultCommitMessage: config } })
    const given = input ? { gitCommitMessage: input } : {}
    await github.run('publish:github', given, { workspace: await folderWith({ a: 'a' }) })
    expect(await github.forge.git.git('acme/shop', 'log', '--format=%s', 'main')).toBe(message)
  })

  test.each([
    {
      why: 'an owner nobody knows',
      repoUrl: 'owner=nobody&repo=shop',
      says: /find the owner nobody.*404.*Check the owner "nobody"/s,
    },
    {
      why: 'a user whose token this is not',
      repoUrl: 'owner=grace&repo=shop',
      says: /those of ada, who cannot create repositories for the user grace/,
    },
    { why: 'a team that is not there', input: { access: 'acme/ghosts' }, says: /find the team acme\/ghosts/ },
    {
      why: 'a name that is taken',
      repoUrl: 'owner=acme&repo=taken',
      says: /create the repository acme\/taken.*422.*name already exists.*choose another name/s,
    },
    { why: 'a folder that is not there', input: { sourcePath: 'out' }, says: /nothing in the folder "out"/ },
    { why: 'a path out of the workspace', input: { sourcePath: '../..' }, says: /outside its parent/ },
  ])('refuses $why, and pushes nothing', async ({ repoUrl = 'owner=acme&repo=shop', input = {}, says }) => {
    await using github = await startGithub()
    await github.forge.repo('acme/taken')
    const running = github.run('publish:github', { repoUrl: `${github.forge.host}?${repoUrl}`, ...input })
    await expect(running).rejects.toThrow(says)
    expect(github.forge.git.requests).toEqual([])
    expect([...github.forge.repositories.keys()]).toEqual(['acme/taken'])
  })

  test('what the token may not do is told with the status and the host', async () => {
    await using github = await startGithub()
    github.forge.intercept = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message: 'Resource not accessible by integration' } } : undefined
    await expect(github.run('publish:github', {})).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: `${github.forge.host} did not allow to create the repository acme/shop. It answered 403: Resource not accessible by integration. Let its credentials create repositories in acme.`,
    })
  })

  test.each([
    {
      what: 'a collaborator',
      input: { collaborators: [{ user: 'ghost', access: 'push' }] },
      says: /access "push" for the user ghost/,
    },
    { what: 'topics', input: { topics: ['no spaces please'] }, says: /the topics no spaces please.*lowercase/s },
  ])('$what that GitHub refuses is a warning', async ({ input, says }) => {
    await using github = await startGithub()
    const { log, outputs } = await github.run('publish:github', input, { workspace: await folderWith({ a: 'a' }) })
    expect(log).toContainEqual(expect.stringMatching(says))
    expect(outputs.commitHash).toBeDefined()
  })

  test('a plan without protection is a warning', async () => {
    await using github = await startGithub()
    github.forge.plan = 'free'
    const { log, outputs } = await github.run('publish:github', {}, { workspace: await folderWith({ a: 'a' }) })
    expect(log).toContainEqual(
      expect.stringMatching(/^warn .*was not protected: private repositories need a paid plan/),
    )
    expect(outputs.commitHash).toBeDefined()
  })

  test('a branch that GitHub does not know yet is protected a moment later', async () => {
    await using github = await startGithub()
    let asked = 0
    github.forge.intercept = ({ url }) =>
      url.endsWith('/protection') && ++asked < 3 ? { status: 404, body: { message: 'Branch not found' } } : undefined
    const { log } = await github.run('publish:github', {}, { workspace: await folderWith({ a: 'a' }) })
    expect(asked).toBe(3)
    expect(log).toEqual(['info Created the repository acme/shop'])
  })

  test('a variable that is there gets the new value', async () => {
    await using github = await startGithub()
    const workspace = await folderWith({ a: 'a' })
    const input = { repoVariables: { REGION: 'us' } }
    const made = await github.forge.repo('acme/other')
    made.variables.add('/REGION')
    github.forge.intercept = ({ url }) =>
      url.endsWith('/actions/variables') ? { status: 409, body: { message: 'Already exists' } } : undefined
    await github.run('publish:github', input, { workspace })
    expect(github.writes()).toContainEqual({
      call: 'PATCH /repos/acme/shop/actions/variables/REGION',
      body: { value: 'us' },
    })
  })
})

describe('a step that is run again', () => {
  test.each([
    { when: 'the repository was made', dieIn: 'create.github.repo.acme.shop' },
    { when: 'it was set up', dieIn: 'configure.github.repo.acme.shop' },
    { when: 'the content was pushed', dieIn: 'push.acme.shop.main' },
    { when: 'the branch was protected', dieIn: 'protect.acme.shop.main' },
  ])('after it died when $when, goes on and does nothing twice', async ({ dieIn }) => {
    await using github = await startGithub()
    const workspace = await folderWith({ a: 'a' })
    const checkpoints = new Map()
    const input = { topics: ['shop'] }
    await expect(github.run('publish:github', input, { workspace, checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await github.run('publish:github', input, { workspace, checkpoints })
    expect(outputs.commitHash).toBe(await github.forge.git.git('acme/shop', 'rev-parse', 'main'))
    expect(await github.forge.git.git('acme/shop', 'rev-list', '--count', 'main')).toBe('1')
    const isMade = ({ call, body }: { call: string; body: unknown }) => call.startsWith('POST /orgs') && body
    expect(github.writes().filter(isMade).length).toBe(dieIn.startsWith('create') ? 2 : 1)
  })

  test('does not take over a repository that was there before it began', async () => {
    await using github = await startGithub()
    const before = await github.forge.repo('acme/shop')
    before.createdAt = '2020-01-01T00:00:00.000Z'
    const checkpoints = new Map()
    const workspace = await folderWith({ a: 'a' })
    for (const _ of [1, 2])
      await expect(github.run('publish:github', {}, { workspace, checkpoints })).rejects.toThrow('name already exists')
    expect(await github.forge.git.git('acme/shop', 'for-each-ref')).toBe('')
  })

  test('does not take over a repository that has content', async () => {
    await using github = await startGithub()
    const checkpoints = new Map([['create.github.repo.acme.shop.begun', '2020-01-01T00:00:00.000Z']])
    await github.forge.repo('acme/shop', { theirs: 'text' })
    await expect(github.run('publish:github', {}, { checkpoints })).rejects.toThrow('name already exists')
  })
})

describe('where git does not get through', () => {
  test.each([
    { why: 'is refused', answer: 403 },
    { why: 'fails', answer: 502 },
  ])('and $why, the content is committed by the API', async ({ answer }) => {
    await using github = await startGithub()
    github.forge.git.intercept = () => answer
    const workspace = await folderWith({
      'a.txt': 'a',
      'b/c.txt': 'c',
      'run.sh': { program: '#!' },
      link: { link: 'a.txt' },
    })
    const { outputs, log } = await github.run('publish:github', { gitCommitMessage: 'Doors\n\nopen' }, { workspace })
    expect(await github.forge.git.readTree('acme/shop', 'main')).toEqual([
      { path: 'a.txt', mode: '100644', content: 'a' },
      { path: 'b/c.txt', mode: '100644', content: 'c' },
      { path: 'run.sh', mode: '100644', content: '#!' },
    ])
    expect(outputs.commitHash).toBe(await github.forge.git.git('acme/shop', 'rev-parse', 'main'))
    expect(log).toContainEqual(expect.stringMatching(/^warn .*committed by GitHub's API instead/))
    expect(log).toContainEqual(expect.stringMatching(/^warn Symbolic links .* left out: link$/))
    expect(log).toContainEqual(expect.stringMatching(/^warn .*executable bit of: run.sh$/))
  })

  test('and the API does not either, both are told', async () => {
    await using github = await startGithub()
    github.forge.git.intercept = () => 403
    github.forge.intercept = ({ method, url }) =>
      method === 'PUT' && url.includes('/contents/') ? { status: 403, body: { message: 'No.' } } : undefined
    const running = github.run('publish:github', {}, { workspace: await folderWith({ a: 'a' }) })
    await expect(running).rejects.toThrow(/refused the credentials.*by the API did not work either: .*403: No\./s)
  })

  test('too much for the API is told', async () => {
    await using github = await startGithub()
    github.forge.git.intercept = () => 403
    const workspace = await folderWith({ large: 'x'.repeat(31 * 1024 * 1024) })
    await expect(github.run('publish:github', {}, { workspace })).rejects.toThrow('has 31 MB')
  })
})

test.each([
  {
    why: 'the portal has no token',
    integration: { token: undefined },
    input: {},
    says: /No credentials are configured/,
  },
  {
    why: 'people must give theirs',
    scaffolder: { requireScmUserCredentials: true },
    input: {},
    says: /only with a token of the person/,
  },
])('an action does nothing where $why', async ({ says, input, ...options }) => {
  await using github = await startGithub(options)
  await expect(github.run('publish:github', input)).rejects.toThrow(says)
  expect(github.forge.calls).toEqual([])
})

test('the token of the step is used, for git too, and masked', async () => {
  await using github = await startGithub({
    scaffolder: { requireScmUserCredentials: true },
    integration: { token: 'other' },
  })
  const { token } = github.forge.integration
  const { hidden, outputs } = await github.run('publish:github', { token }, { workspace: await folderWith({ a: 'a' }) })
  expect(outputs.commitHash).toBeDefined()
  expect(hidden).toContain(token)
})

describe('attacks', () => {
  test.each([
    { attack: 'an owner that climbs out of the path', repoUrl: 'owner=..&repo=shop' },
    { attack: 'a name that climbs out of the path', repoUrl: 'owner=acme&repo=..' },
    { attack: 'a name that is another call of the API', repoUrl: 'owner=acme&repo=shop%2Fhooks' },
  ])('$attack', async ({ repoUrl }) => {
    await using github = await startGithub()
    await github.forge.repo('acme/shop', { a: 'a' })
    const input = { repoUrl: `${github.forge.host}?${repoUrl}` }
    await expect(github.run('github:branch-protection:create', input)).rejects.toThrow()
    expect(github.writes()).toEqual([])
    await github.run('github:branch-protection:create', {})
    expect(github.writes().length).toBe(1)
  })

  test('a clone address on another host gets neither content nor token', async () => {
    await using github = await startGithub()
    await using other = await startGithub()
    await other.forge.repo('acme/shop')
    const found = { clone_url: `${other.forge.url}/acme/shop.git`, html_url: 'https://x', default_branch: 'main' }
    github.forge.intercept = ({ url }) => (url.endsWith('/repos/acme/shop') ? { body: found } : undefined)
    const running = github.run('github:repo:push', {}, { workspace: await folderWith({ a: 'a' }) })
    await expect(running).rejects.toThrow('which is another host. Nothing was sent there.')
    expect(other.forge.git.requests).toEqual([])
  })

  test('a link in the content that leads out of it is pushed as a link, not as what it leads to', async () => {
    await using github = await startGithub()
    const workspace = await folderWith({ passwords: { link: '/etc/passwd' }, '.gitignore': { link: '/etc/hosts' } })
    await github.run('publish:github', {}, { workspace })
    expect(await github.forge.git.readTree('acme/shop')).toEqual([
      { path: '.gitignore', mode: '120000', content: '/etc/hosts' },
      { path: 'passwords', mode: '120000', content: '/etc/passwd' },
    ])
  })
})

describe('github:repo:create', () => {
  test('makes a repository with a README and shares its workflows', async () => {
    await using github = await startGithub()
    const input = { autoInit: true, workflowAccess: 'organization' }
    const { outputs } = await github.run('github:repo:create', input)
    expect(outputs).toEqual({ remoteUrl: `${github.forge.url}/acme/shop.git` })
    expect(github.writes()).toEqual([
      { call: 'POST /orgs/acme/repos', body: { ...settingsByDefault, auto_init: true } },
      { call: 'PUT /repos/acme/shop/actions/permissions/access', body: { access_level: 'organization' } },
    ])
  })
})

describe('github:repo:push', () => {
  test('pushes a folder to a repository that is there', async () => {
    await using github = await startGithub({ scaffolder: { defaultCommitMessage: 'never used here' } })
    await github.forge.repo('acme/shop')
    const workspace = await folderWith({ 'service/a': 'a', other: 'b' })
    const input = { sourcePath: 'service', defaultBranch: 'feature/x' }
    const { outputs } = await github.run('github:repo:push', input, { workspace })
    expect(outputs.repoContentsUrl).toBe(`${github.forge.url}/acme/shop/blob/feature/x`)
    expect(await github.forge.git.readTree('acme/shop', 'feature/x')).toEqual([
      { path: 'a', mode: '100644', content: 'a' },
    ])
    expect(await github.forge.git.git('acme/shop', 'log', '--format=%s', 'feature/x')).toBe('initial commit')
    expect(github.writes()).toEqual([
      { call: 'PUT /repos/acme/shop/branches/feature/x/protection', body: protectionByDefault },
    ])
  })

  test('does not push over what others have committed, by git or by the API', async () => {
    await using github = await startGithub()
    await github.forge.repo('acme/shop', { theirs: 'text' })
    const workspace = await folderWith({ a: 'a' })
    await expect(github.run('github:repo:push', {}, { workspace })).rejects.toThrow('Nothing was pushed')
    github.forge.git.intercept = () => 403
    await expect(github.run('github:repo:push', {}, { workspace })).rejects.toThrow('Nothing was pushed')
    expect((await github.forge.git.readTree('acme/shop')).map(({ path }) => path)).toEqual(['theirs'])
  })

  test('does not go round a rule that declines the push', async () => {
    await using github = await startGithub()
    await github.forge.repo('acme/shop')
    const folder = await github.forge.git.git('acme/shop', 'rev-parse', '--absolute-git-dir')
    await writeFile(join(folder, 'hooks', 'pre-receive'), '#!/bin/sh\necho No workflows. >&2\nexit 1\n', {
      mode: 0o755,
    })
    const workspace = await folderWith({ a: 'a' })
    await expect(github.run('github:repo:push', {}, { workspace })).rejects.toThrow(/declined the push to "main"/)
    expect(github.writes()).toEqual([])
  })

  test('says that there is no such repository', async () => {
    await using github = await startGithub()
    await expect(github.run('github:repo:push', {})).rejects.toThrow(/find the repository acme\/shop.*404/s)
  })
})
