import type { PermissionPolicy } from '@callboard/kernel'
import type { Criteria, PolicyDecision } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { startScaffolder, template } from '../fixtures/scaffolder-portal.ts'
import { actionRules } from './action-rules.ts'
import { holds } from './holds.ts'

const say = (text: string) => ({ action: 'test:say', input: { text } })
const templates = {
  one: template('one', { owner: 'team-a', steps: [say('one')] }),
  two: template('two', { owner: 'user:ada', steps: [say('two')] }),
}

const conditional = (resourceType: string, conditions: Criteria): PolicyDecision => ({
  ...{ result: 'CONDITIONAL', pluginId: 'scaffolder', resourceType },
  conditions,
})
const task = (rule: string, params: Record<string, unknown>): Criteria => ({
  ...{ rule, params, resourceType: 'scaffolder-task' },
})
/** Decides about some permissions by name; all others are allowed. */
const policyOf = (decisions: Record<string, PolicyDecision>): PermissionPolicy => ({
  decide: async ({ permission }, user) =>
    // The portal's own helper, which watches what the catalog serves and what tasks come to, sees everything.
    user?.userEntityRef === 'user:default/guest'
      ? { result: 'ALLOW' }
      : (decisions[permission.name] ?? { result: 'ALLOW' }),
})

describe.each(['sqlite', 'postgres'] as const)('tasks that may be read, on %s', (database) => {
  const cases: { why: string; conditions: Criteria; seen: string[] }[] = [
    {
      why: 'their own',
      conditions: task('IS_TASK_OWNER', { createdBy: ['User:Default/Ada'] }),
      seen: ['ada one', 'ada two'],
    },
    {
      why: 'those of a template',
      conditions: task('HAS_TEMPLATE_ENTITY_REFS', { templateEntityRefs: ['template:default/two'] }),
      seen: ['ada two', 'bob two'],
    },
    {
      why: 'those of templates that belong to a group',
      conditions: task('HAS_TEMPLATE_OWNERS', { owners: ['group:default/team-a'] }),
      seen: ['ada one', 'bob one'],
    },
    {
      why: 'all but their own',
      conditions: { not: task('IS_TASK_OWNER', { createdBy: ['user:default/ada'] }) },
      seen: ['bob one', 'bob two'],
    },
    {
      why: 'what meets two conditions, or another one',
      conditions: {
        anyOf: [
          {
            allOf: [
              task('IS_TASK_OWNER', { createdBy: ['user:default/bob'] }),
              task('HAS_TEMPLATE_OWNERS', { owners: ['user:default/ada'] }),
            ],
          },
          {
            allOf: [
              task('IS_TASK_OWNER', { createdBy: ['user:default/ada'] }),
              task('HAS_TEMPLATE_ENTITY_REFS', { templateEntityRefs: ['template:default/one'] }),
            ],
          },
        ],
      },
      seen: ['ada one', 'bob two'],
    },
    { why: 'none, by an empty list', conditions: task('IS_TASK_OWNER', { createdBy: [] }), seen: [] },
  ]

  test('are those that meet the conditions: in lists, counts, by id, as events, and for policies', async () => {
    const decisions: Record<string, PolicyDecision> = {}
    await using started = await startScaffolder(templates, { database, policy: policyOf(decisions) })
    const { portal, call } = started
    const ada = { token: await portal.tokens.user('user:default/ada') }
    const bob = { token: await portal.tokens.user('user:default/bob') }
    const ids: Record<string, string> = {}
    for (const [name, as] of Object.entries({ ada, bob }))
      for (const of of ['one', 'two']) ids[`${name} ${of}`] = await started.create(of, {}, { as })

    for (const { why, conditions, seen } of cases) {
      decisions['scaffolder.task.read'] = conditional('scaffolder-task', conditions)
      const wanted = seen.map((name) => ids[name]).sort()
      const { body } = await call('/v2/tasks', { as: ada })
      expect(body.tasks.map(({ id }: { id: string }) => id).sort(), why).toEqual(wanted)
      expect(body.totalTasks, why).toBe(wanted.length)
      const page = await call('/v2/tasks?limit=1&offset=1', { as: ada })
      expect([page.body.tasks.length, page.body.totalTasks], why).toEqual([wanted.length > 1 ? 1 : 0, wanted.length])
      for (const [name, id] of Object.entries(ids)) {
        const status = seen.includes(name) ? 200 : 403
        for (const path of ['', '/events', '/eventstream']) {
          const answer = await call(`/v2/tasks/${id}${path}`, {
            as: ada,
            ...(path === '/eventstream' && { method: 'HEAD' }),
          })
          expect(`${answer.status} ${why}: ${name}${path}`).toBe(`${status} ${why}: ${name}${path}`)
        }
        expect((await call(`/v2/tasks/${id}/cancel`, { as: ada, json: {} })).status, `${why}: ${name}`).toBe(status)
      }
      const answer = await call('/.well-known/backstage/permissions/apply-conditions', {
        as: { token: await portal.tokens.plugin('permission', 'scaffolder') },
        json: {
          items: [{ id: 'all', resourceType: 'scaffolder-task', resourceRef: Object.values(ids), conditions }],
        },
      })
      expect(answer.body.items[0].result, why).toEqual(
        Object.keys(ids).map((name) => (seen.includes(name) ? 'ALLOW' : 'DENY')),
      )
    }
  })
})

describe('a person', () => {
  test('who may read no task is not told which there are', async () => {
    await using started = await startScaffolder(templates, {
      policy: policyOf({ 'scaffolder.task.read': { result: 'DENY' } }),
    })
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const id = await started.create('one')
    const answers = await Promise.all([id, 'none'].map((one) => started.call(`/v2/tasks/${one}`, { as })))
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
    expect((await started.call('/v2/tasks', { as })).body).toEqual({ tasks: [], totalTasks: 0 })
    expect((await started.call(`/v2/tasks/${id}`)).status).toBe(200)
  })

  test('sees how it stands with an approval when they may read the task, or decide', async () => {
    const approved = template('approved', { approval: { by: ['user:default/boss'] }, steps: [say('x')] })
    const decisions = { 'scaffolder.task.read': { result: 'DENY' } as const }
    await using started = await startScaffolder({ approved }, { policy: policyOf(decisions) })
    const id = await started.create('approved')
    const read = async (name: string) => {
      const as = { token: await started.portal.tokens.user(`user:default/${name}`) }
      return (await started.call(`/v2/tasks/${id}/approval`, { as })).status
    }
    expect([await read('guest'), await read('boss'), await read('mallory')]).toEqual([200, 200, 403])
  })

  test('who may read a task but not cancel it does not cancel it', async () => {
    await using started = await startScaffolder(
      { waiting: template('waiting', { steps: [{ action: 'test:wait' }] }) },
      { policy: policyOf({ 'scaffolder.task.cancel': { result: 'DENY' } }) },
    )
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const id = await started.create('waiting')
    expect((await started.call(`/v2/tasks/${id}/cancel`, { as, json: {} })).status).toBe(403)
    expect((await started.call(`/v2/tasks/${id}/cancel`, { json: {} })).status).toBe(200)
    expect((await started.ended(id)).status).toBe('failed')
  })

  test.each([
    { route: 'create', path: '/v2/tasks', json: { templateRef: 'template:default/one', values: {} } },
    { route: 'retry', path: '/v2/tasks/TASK/retry', json: {} },
    { route: 'dry run', path: '/v2/dry-run', json: { template: {}, values: {}, directoryContents: [] } },
  ])('who may not create tasks may not $route', async ({ path, json }) => {
    await using started = await startScaffolder(templates, {
      policy: policyOf({ 'scaffolder.task.create': { result: 'DENY' } }),
    })
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const id = await started.create('one')
    await started.ended(id)
    const answer = await started.call(path.replace('TASK', id), { as, json })
    expect(answer.body.error).toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('scaffolder.task.create'),
    })
    expect((await started.call(path.replace('TASK', id), { json })).status).not.toBe(403)
  })

  test('who may not see a template neither fills it in, starts it, nor retries its tasks', async () => {
    await using started = await startScaffolder(templates, {
      policy: policyOf({ 'catalog.entity.read': { result: 'DENY' } }),
    })
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const id = await started.create('one')
    await started.ended(id)
    const requests = [
      ['/v2/templates/default/template/one/parameter-schema', undefined],
      ['/v2/tasks', { templateRef: 'one', values: {} }],
      [`/v2/tasks/${id}/retry`, {}],
    ] as const
    for (const [path, json] of requests) {
      const answers = [await started.call(path, { as, json }), await started.call(path, { json })]
      expect(
        answers.map(({ status }) => status),
        path,
      ).toEqual([404, json ? 201 : 200])
      expect(answers[0]?.body.error.message).toBe('Template template:default/one not found')
    }
  })

  test('sees the pages, and runs the steps, that the policy leaves; the log says what was left out', async () => {
    const tagged = template('tagged', {
      parameters: [
        { title: 'Open', properties: { a: { type: 'string' } } },
        { title: 'Secret', required: ['b'], 'backstage:permissions': { tags: ['secret'] }, properties: { b: {} } },
      ],
      steps: [{ name: 'First', 'backstage:permissions': { tags: ['secret'] }, ...say('hidden') }, say('shown')],
    })
    const notSecret = conditional('scaffolder-template', {
      not: { rule: 'HAS_TAG', resourceType: 'scaffolder-template', params: { tag: 'secret' } },
    })
    const policy = policyOf({
      'scaffolder.template.parameter.read': notSecret,
      'scaffolder.template.step.read': notSecret,
    })
    await using started = await startScaffolder({ tagged }, { policy })
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const schema = '/v2/templates/default/template/tagged/parameter-schema'
    const titles = (body: { steps: { title: string }[] }) => body.steps.map(({ title }) => title)
    expect(titles((await started.call(schema, { as })).body)).toEqual(['Open'])
    expect(titles((await started.call(schema)).body)).toEqual(['Open', 'Secret'])

    const id = await started.create('tagged', { a: 'x' }, { as })
    expect((await started.ended(id)).spec.steps.map((step) => [step.id, step.name])).toEqual([['step-1', 'test:say']])
    const lines = (await started.events(id)).map(({ body }) => body.message)
    expect(lines).toContain('Said shown')
    expect(lines).not.toContain('Said hidden')
    expect(lines).toContain('Left out, because whoever started this task may not use them: First.')
    // For others the hidden page counts.
    const json = { templateRef: 'tagged', values: { a: 'x' } }
    expect((await started.call('/v2/tasks', { json })).body.errors).toMatchObject([{ name: 'required', argument: 'b' }])
  })

  test('runs only the actions, with the input, that the policy lets them', async () => {
    const policy = policyOf({
      'scaffolder.action.execute': conditional('scaffolder-action', {
        allOf: [
          { rule: 'HAS_ACTION_ID', resourceType: 'scaffolder-action', params: { actionId: 'test:say' } },
          {
            not: {
              ...{ rule: 'HAS_STRING_PROPERTY', resourceType: 'scaffolder-action' },
              params: { key: 'text', value: 'forbidden' },
            },
          },
        ],
      }),
    })
    const said = template('said', {
      steps: [{ id: 's', action: 'test:say', input: { text: '${{ parameters.text }}' } }],
    })
    const failing = template('failing', { steps: [{ action: 'test:fail', input: { message: 'x' } }] })
    await using started = await startScaffolder({ said, failing }, { policy })
    const as = { token: await started.portal.tokens.user('user:default/ada') }
    const outcome = async (name: string, text: string) => {
      const { status, reason } = await started.ended(await started.create(name, { text }, { as }))
      return { status, reason }
    }
    expect(await outcome('said', 'fine')).toEqual({ status: 'completed' })
    expect(await outcome('said', 'forbidden')).toEqual({
      status: 'failed',
      reason: 'Unauthorized action: test:say. The action is not allowed.',
    })
    expect((await outcome('failing', '')).reason).toBe('Unauthorized action: test:fail. The action is not allowed.')
  })
})

test('policies are told of every permission and rule', async () => {
  await using started = await startScaffolder({})
  const { body } = await started.call('/.well-known/backstage/permissions/metadata')
  expect(body.permissions.map(({ name }: { name: string }) => name).sort()).toEqual([
    'scaffolder.action.execute',
    'scaffolder.task.cancel',
    'scaffolder.task.create',
    'scaffolder.task.read',
    'scaffolder.template.dry-run',
    'scaffolder.template.management',
    'scaffolder.template.parameter.read',
    'scaffolder.template.step.read',
  ])
  expect(body.rules.map(({ name, resourceType }: Record<string, string>) => `${resourceType} ${name}`).sort()).toEqual([
    'scaffolder-action HAS_ACTION_ID',
    'scaffolder-action HAS_BOOLEAN_PROPERTY',
    'scaffolder-action HAS_NUMBER_PROPERTY',
    'scaffolder-action HAS_STRING_PROPERTY',
    'scaffolder-task HAS_TEMPLATE_ENTITY_REFS',
    'scaffolder-task HAS_TEMPLATE_OWNERS',
    'scaffolder-task IS_TASK_OWNER',
    'scaffolder-template HAS_TAG',
  ])
})

describe('a rule about actions', () => {
  const action = { id: 'gitlab:group:access', caseInsensitiveInputs: ['path', 'repoUrl'] }
  const input = { path: 'Acme/Shop', deep: { list: [{ n: 4 }], on: false }, 'a.b': 'whole', plain: 'Text' }
  const rule = (name: string, params: Record<string, unknown>): Criteria => ({
    ...{ rule: name, params, resourceType: 'scaffolder-action' },
  })
  test.each([
    { why: 'the id', criteria: rule('HAS_ACTION_ID', { actionId: 'gitlab:group:access' }), isMet: true },
    { why: 'another id', criteria: rule('HAS_ACTION_ID', { actionId: 'gitlab:group' }), isMet: false },
    { why: 'a path', criteria: rule('HAS_NUMBER_PROPERTY', { key: 'deep.list[0].n', value: 4 }), isMet: true },
    { why: 'a path, existing', criteria: rule('HAS_NUMBER_PROPERTY', { key: 'deep.list[0].n' }), isMet: true },
    { why: 'a path of another type', criteria: rule('HAS_STRING_PROPERTY', { key: 'deep.list[0].n' }), isMet: false },
    { why: 'false', criteria: rule('HAS_BOOLEAN_PROPERTY', { key: 'deep.on', value: false }), isMet: true },
    { why: 'nothing there', criteria: rule('HAS_STRING_PROPERTY', { key: 'nothing.there' }), isMet: false },
    { why: 'what every object has', criteria: rule('HAS_STRING_PROPERTY', { key: 'constructor.name' }), isMet: false },
    { why: 'a key with a dot', criteria: rule('HAS_STRING_PROPERTY', { key: 'a.b', value: 'whole' }), isMet: true },
    { why: 'another case', criteria: rule('HAS_STRING_PROPERTY', { key: 'plain', value: 'text' }), isMet: false },
    {
      why: 'a group in another case',
      criteria: rule('HAS_STRING_PROPERTY', { key: 'path', value: 'acme/shop' }),
      isMet: true,
    },
  ])('knows $why', ({ criteria, isMet }) => {
    expect(holds(criteria, { action, input }, actionRules)).toBe(isMet)
    expect(holds({ not: criteria }, { action, input }, actionRules)).toBe(!isMet)
  })

  test('is not evaded by the number of a group, which may be any', () => {
    const secret = rule('HAS_STRING_PROPERTY', { key: 'path', value: 'acme/secret' })
    for (const path of [42, '42']) {
      const call = { action, input: { path } }
      expect(holds(secret, call, actionRules)).toBe(false)
      expect(holds({ not: secret }, call, actionRules)).toBe(false)
    }
    expect(holds({ not: secret }, { action, input }, actionRules)).toBe(true)
  })

  test('that is not known is an error, not a no', () => {
    expect(() => holds(rule('IS_NICE', {}), { action, input }, actionRules)).toThrow('IS_NICE')
  })
})
