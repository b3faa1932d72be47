import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startGitlab } from './fixtures/start-gitlab.ts'

let gitlab: Awaited<ReturnType<typeof startGitlab>>
beforeAll(async () => {
  gitlab = await startGitlab()
  gitlab.host.person('ada')
})
afterAll(() => gitlab.stop())

let count = 0
const newProject = () => gitlab.host.project(`acme/project-${++count}`, { 'README.md': 'x' })

describe('gitlab:group:ensureExists', () => {
  const ensure = (input: object, options: object = {}) =>
    gitlab.run('gitlab:group:ensureExists', { repoUrl: gitlab.host.host, path: ['acme'], ...input }, options)

  test('makes what is missing, from the outside in, and once', async () => {
    const path = ['acme', { name: 'Web team', slug: 'web' }, 'shop']
    const { outputs } = await ensure({ path, description: 'The shop.' })
    expect(gitlab.host.groups).toMatchObject([
      { path: 'acme', name: 'acme', description: '' },
      { path: 'acme/web', name: 'Web team', description: '' },
      { path: 'acme/web/shop', name: 'shop', description: 'The shop.' },
    ])
    expect(outputs).toEqual({ groupId: gitlab.host.groups[2]?.id })
    expect(await ensure({ path })).toMatchObject({ outputs })
    expect(gitlab.host.groups).toHaveLength(3)
  })

  test('a dry run makes nothing', async () => {
    const { outputs } = await ensure({ path: ['dry'] }, { context: { isDryRun: true } })
    expect(outputs).toEqual({ groupId: 42 })
    expect(gitlab.host.groups.map(({ path }) => path)).not.toContain('dry')
  })

  test('a refusal says which group', async () => {
    gitlab.host.intercept = ({ method }) =>
      method === 'POST' ? { status: 403, body: { message: '403 Forbidden' } } : undefined
    await expect(ensure({ path: ['closed'] })).rejects.toThrow('create the group closed. It answered 403')
    gitlab.host.intercept = undefined
  })
})

describe('gitlab:group:access', () => {
  const setAccess = (input: object, options: object = {}) =>
    gitlab.run('gitlab:group:access', { repoUrl: gitlab.host.host, ...input }, options)

  test('gives, changes and takes away', async () => {
    const group = gitlab.host.group('access')
    const other = gitlab.host.group('other')
    const both = { path: 'access', userIds: [7], groupIds: [other.id] }
    expect((await setAccess(both)).outputs).toEqual({ ...both, accessLevel: 30 })
    expect([[...group.members], [...group.shares]]).toEqual([[[7, 30]], [[other.id, 30]]])
    await setAccess({ ...both, path: group.id, accessLevel: 'Maintainer' })
    expect([[...group.members], [...group.shares]]).toEqual([[[7, 40]], [[other.id, 40]]])
    expect((await setAccess({ ...both, action: 'remove' })).outputs).toEqual(both)
    expect(group.members.size + group.shares.size).toBe(0)
    await expect(setAccess({ ...both, action: 'remove' })).resolves.toBeDefined()
  })

  test.each([
    { why: 'nobody', input: { path: 'access' }, says: 'Neither userIds nor groupIds' },
    { why: 'a level that is unknown', input: { path: 'access', userIds: [1], accessLevel: 'king' }, says: '"king"' },
    { why: 'a group that is not there', input: { path: 'none', userIds: [1] }, says: '404 Group Not Found' },
  ])('refuses $why', async ({ input, says }) => {
    await expect(setAccess(input)).rejects.toMatchObject({ name: 'InputError', message: expect.stringContaining(says) })
  })

  test('a dry run changes nothing', async () => {
    const group = gitlab.host.group('untouched')
    const { outputs } = await setAccess({ path: 'untouched', userIds: [7] }, { context: { isDryRun: true } })
    expect(outputs).toEqual({ path: 'untouched', userIds: [7], accessLevel: 30 })
    expect(group.members.size).toBe(0)
  })
})

test('gitlab:group:migrate has the destination import the group', async () => {
  const { host } = gitlab
  host.credentials.length = 0
  const { outputs, hidden } = await gitlab.run('gitlab:group:migrate', {
    destinationUrl: `${host.url}/`,
    destinationAccessToken: 'oauth-ada',
    sourceUrl: 'https://old.example',
    sourceAccessToken: 'glpat-old',
    sourceFullPath: 'acme/web',
  })
  expect(outputs).toEqual({ importedRepoUrl: `${host.url}/acme/web`, migrationId: 1 })
  expect(host.imports).toEqual([
    {
      configuration: { url: 'https://old.example', access_token: 'glpat-old' },
      entities: [
        {
          source_type: 'group_entity',
          source_full_path: 'acme/web',
          destination_slug: 'web',
          destination_namespace: 'acme',
        },
      ],
    },
  ])
  expect(host.credentials).toEqual(['bearer oauth-ada'])
  expect(hidden).toEqual(['oauth-ada', 'glpat-old'])
})

describe('issues', () => {
  test('are created in the project of the address, with all that is said', async () => {
    const project = await newProject()
    const { outputs } = await gitlab.run('gitlab:issues:create', {
      repoUrl: gitlab.repoUrl(project.slug),
      title: 'Paint it',
      assignees: [2],
      dueDate: '2026-12-24',
      issueType: 'task',
      labels: 'a,b',
      mergeRequestToResolveDiscussionsOf: 3,
      confidential: true,
    })
    expect(outputs).toEqual({
      issueUrl: `${gitlab.host.url}/${project.slug}/-/issues/1`,
      issueId: 501,
      issueIid: 1,
    })
    expect(project.issues).toEqual([
      {
        iid: 1,
        title: 'Paint it',
        assignee_ids: [2],
        due_date: '2026-12-24',
        issue_type: 'task',
        labels: 'a,b',
        merge_request_to_resolve_discussions_of: 3,
        confidential: true,
      },
    ])
  })

  test('are created in a project by number, once per iteration', async () => {
    const { id, issues } = await newProject()
    const checkpoints = new Map()
    const input = { repoUrl: gitlab.host.host, projectId: id, title: 'Same' }
    for (const eachKey of ['0', '1', '1'])
      await gitlab.run('gitlab:issues:create', input, { checkpoints, context: { eachKey } })
    expect(issues).toHaveLength(2)
  })

  test('are changed', async () => {
    const project = await newProject()
    const repoUrl = gitlab.repoUrl(project.slug)
    await gitlab.run('gitlab:issues:create', { repoUrl, title: 'Paint it' })
    const { outputs } = await gitlab.run('gitlab:issue:edit', {
      repoUrl,
      projectId: project.slug,
      issueIid: 1,
      title: 'Painted',
      addLabels: 'done',
      stateEvent: 'close',
      weight: 0,
    })
    expect(outputs).toMatchObject({ projectId: project.id, issueIid: 1, state: 'closed', title: 'Painted' })
    expect(outputs).toMatchObject({ updatedAt: '2026-11-21T00:00:00.000Z' })
    expect(project.issues).toEqual([{ iid: 1, title: 'Painted', add_labels: 'done', state_event: 'close', weight: 0 }])
    const missing = gitlab.run('gitlab:issue:edit', { repoUrl, projectId: project.slug, issueIid: 9 })
    await expect(missing).rejects.toThrow('404 Issue Not Found')
  })

  test('an address without a project is refused', async () => {
    const created = gitlab.run('gitlab:issues:create', { repoUrl: gitlab.host.host, title: 'Where?' })
    await expect(created).rejects.toMatchObject({ code: 'scaffolder/repo-url-lacks' })
  })
})

describe('tokens', () => {
  test('an access token is given and hidden, also by the process that takes over', async () => {
    const project = await newProject()
    const input = { repoUrl: gitlab.host.host, projectId: project.id }
    const checkpoints = new Map()
    const first = await gitlab.run('gitlab:projectAccessToken:create', input, { checkpoints })
    const second = await gitlab.run('gitlab:projectAccessToken:create', input, { checkpoints })
    expect(first.outputs).toEqual({ access_token: 'glpat-made-1' })
    expect(second).toMatchObject({ outputs: first.outputs, hidden: ['glpat-made-1'] })
    expect(first.hidden).toContain('glpat-made-1')
    expect(project.accessTokens).toEqual([
      { name: 'Callboard', access_level: 40, scopes: ['read_repository'], expires_at: '2027-11-21' },
    ])
  })

  test('a deploy token comes with its user', async () => {
    const project = await newProject()
    const input = { repoUrl: gitlab.host.host, projectId: project.slug, name: 'cluster', scopes: ['read_registry'] }
    const { outputs, hidden } = await gitlab.run('gitlab:projectDeployToken:create', input)
    expect(outputs).toEqual({ deploy_token: 'gldt-made-1', user: 'gitlab+deploy-token-1' })
    expect(hidden).toContain('gldt-made-1')
    expect(project.deployTokens).toEqual([{ name: 'cluster', scopes: ['read_registry'] }])
  })
})

describe('gitlab:projectVariable:create', () => {
  const create = (projectId: number, input: object = {}, options: object = {}) =>
    gitlab.run(
      'gitlab:projectVariable:create',
      { repoUrl: gitlab.host.host, projectId, key: 'STAGE', value: 'Globe theatre', variableType: 'env_var', ...input },
      options,
    )

  test('makes a variable, and hides a masked value', async () => {
    const project = await newProject()
    expect((await create(project.id)).hidden).toEqual([])
    expect((await create(project.id, { masked: true, environmentScope: 'production' })).hidden).toEqual([
      'Globe theatre',
    ])
    expect(project.variables).toEqual([
      expect.objectContaining({
        key: 'STAGE',
        variable_type: 'env_var',
        masked: false,
        raw: false,
        environment_scope: '*',
      }),
      expect.objectContaining({ key: 'STAGE', masked: true, environment_scope: 'production' }),
    ])
  })

  test('one that is there is refused, one from before a crash is not', async () => {
    const project = await newProject()
    const checkpoints = new Map()
    const dieIn = `create.gitlab.variable.${project.id}.STAGE.*`
    await expect(create(project.id, {}, { checkpoints, dieIn })).rejects.toThrow('died in')
    await create(project.id, {}, { checkpoints })
    expect(project.variables).toHaveLength(1)
    await expect(create(project.id)).rejects.toThrow('key (STAGE) has already been taken')
  })
})

describe('gitlab:pipeline:trigger', () => {
  const trigger = (projectId: number, branch: string) =>
    gitlab.run('gitlab:pipeline:trigger', {
      repoUrl: gitlab.host.host,
      projectId,
      tokenDescription: 'once',
      branch,
      variables: { STAGE: 'globe' },
    })

  test('starts a pipeline by a token that is hidden and removed', async () => {
    const project = await newProject()
    const { outputs, hidden } = await trigger(project.id, 'main')
    expect(outputs).toEqual({ pipelineUrl: `${gitlab.host.url}/${project.slug}/-/pipelines/1` })
    expect(project.pipelines).toEqual([{ ref: 'main', variables: { STAGE: 'globe' } }])
    expect(project.triggers).toEqual([])
    expect(hidden).toEqual(['glptt-made-1'])
  })

  test('the token is removed also when the pipeline is refused', async () => {
    const project = await newProject()
    await expect(trigger(project.id, 'none')).rejects.toThrow('Reference not found')
    expect(project.triggers).toEqual([])
  })
})

describe('gitlab:user:info', () => {
  test.each([
    { why: 'whose token it is', input: { token: 'oauth-ada' }, username: 'ada' },
    { why: 'somebody', input: { userId: 1 }, username: 'portal' },
  ])('tells of $why', async ({ input, username }) => {
    const { outputs } = await gitlab.run('gitlab:user:info', { repoUrl: gitlab.host.host, ...input })
    expect(outputs).toMatchObject({ username, name: username, state: 'active', email: `${username}@acme.test` })
    expect(outputs).not.toHaveProperty('publicEmail')
  })

  test('somebody who is not there is a clear failure', async () => {
    const read = gitlab.run('gitlab:user:info', { repoUrl: gitlab.host.host, userId: 99 })
    await expect(read).rejects.toThrow('404 User Not Found')
  })
})

test.each([
  { why: 'a host that nobody configured', repoUrl: 'elsewhere.example?owner=a&repo=b', says: 'host elsewhere.example' },
  { why: 'no address', repoUrl: '%%', says: 'Invalid repository address' },
])('refuses $why', async ({ repoUrl, says }) => {
  await expect(gitlab.run('gitlab:user:info', { repoUrl })).rejects.toMatchObject({
    name: 'InputError',
    message: expect.stringContaining(says),
  })
})

test('where people must bring their own token, that of the portal is not used', async () => {
  await using strict = await startGitlab({ scaffolder: { requireScmUserCredentials: true } })
  strict.host.person('ada')
  const read = (input: object) => strict.run('gitlab:user:info', { repoUrl: strict.host.host, ...input })
  await expect(read({})).rejects.toMatchObject({ code: 'scaffolder/needs-user-token' })
  expect((await read({ token: 'oauth-ada' })).outputs).toMatchObject({ username: 'ada' })
})

test('every action is described, and its examples fit', () => {
  expect(gitlab.scaffolder.shortcomings()).toEqual([])
})

describe('autocomplete', () => {
  const complete = (resource: string, context: Record<string, string>, token = 'oauth-ada') =>
    gitlab.scaffolder.autocomplete('gitlab').resources[resource]?.({ token, context })

  test('groups, and the place of the person', async () => {
    gitlab.host.group('listed')
    const groups = await complete('groups', { host: gitlab.host.host })
    expect(groups).toContainEqual({ id: expect.stringMatching(/^\d+$/), title: 'listed' })
    expect(groups?.at(-1)).toEqual({ id: '1002', title: 'ada' })
  })

  test('projects of a group and of a person', async () => {
    const group = gitlab.host.group('stocked')
    await gitlab.host.project('stocked/shop', {})
    await gitlab.host.project('ada/dotfiles', {})
    const { host } = gitlab.host
    expect(await complete('repositories', { host, id: String(group.id) })).toEqual([{ id: 'shop', title: 'shop' }])
    expect(await complete('repositories', { host, id: '1002' })).toEqual([{ id: 'dotfiles', title: 'dotfiles' }])
  })

  test.each<{ why: string; resource: string; context: Record<string, string>; says: string }>([
    { why: 'a host', resource: 'groups', context: {}, says: 'lacks "host"' },
    { why: 'a group', resource: 'repositories', context: { host: 'x' }, says: 'lacks "id"' },
  ])('wants $why', async ({ resource, context, says }) => {
    await expect(complete(resource, context)).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(says),
    })
  })

  test('a token that is refused is told', async () => {
    await expect(complete('groups', { host: gitlab.host.host }, 'wrong')).rejects.toThrow('401')
  })
})
