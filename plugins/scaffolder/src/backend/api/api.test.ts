import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ScaffolderPortal, startScaffolder, template } from '../fixtures/scaffolder-portal.ts'

const form = template('form', {
  parameters: [
    { required: ['name'], properties: { name: { type: 'string', pattern: '^[a-z]+$' } } },
    { required: ['size'], properties: { size: { type: 'number', minimum: 1 } } },
  ],
  secrets: {
    schema: {
      required: ['token'],
      properties: { token: { type: 'string', minLength: 4 }, pin: { type: 'string', pattern: '^\\d+$' } },
    },
  },
  approvalNote: 'further keys are kept',
  steps: [{ id: 'say', action: 'test:say', input: { text: '${{ parameters.name }}' } }],
})
const old = template('old', {
  EXPERIMENTAL_formDecorators: [{ id: 'older' }],
  steps: [{ action: 'test:say' }],
})
const bad = template('bad', {
  parameters: { properties: { a: { $ref: '#/nowhere' } } },
  steps: [{ action: 'test:say' }],
})
const approved = template('approved', { approval: { by: ['ops', 'user:ada'] }, steps: [{ action: 'test:say' }] })

const values = { name: 'ada', size: 2 }
const secrets = { token: 'sesame' }
const dry = {
  template: {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: 'dry' },
    spec: { type: 'service', steps: [{ action: 'test:say', input: { text: 'hi' } }] },
  },
  values: {},
  directoryContents: [],
}

let started: ScaffolderPortal
beforeAll(async () => {
  started = await startScaffolder({ form, old, bad, approved })
})
afterAll(() => started[Symbol.asyncDispose]())

describe('a request that is not right is refused', () => {
  const tasks = '/v2/tasks'
  const schemaOf = (kind: string, name: string) => `/v2/templates/default/${kind}/${name}/parameter-schema`
  test.each([
    { why: 'an unknown query parameter', path: `${tasks}?foo=1`, message: '"foo" is not known' },
    { why: 'a limit that is no number', path: `${tasks}?limit=many`, message: 'limit' },
    { why: 'a negative offset', path: `${tasks}?offset=-1`, message: 'offset' },
    {
      why: 'an order by an unknown field',
      path: `${tasks}?order=asc:secrets`,
      message: 'Invalid order parameter "asc:secrets", expected "<asc or desc>:<field name>"',
    },
    { why: 'an order without direction', path: `${tasks}?order=status`, message: 'Invalid order parameter "status"' },
    { why: 'an order that goes on', path: `${tasks}?order=asc:status:x`, message: 'Invalid order parameter' },
    { why: 'a task without templateRef', path: tasks, json: { values: {} }, message: 'templateRef' },
    { why: 'a task without values', path: tasks, json: { templateRef: 'form' }, message: 'values' },
    { why: 'values that are no object', path: tasks, json: { templateRef: 'form', values: [] }, message: 'values' },
    {
      why: 'a secret that is no text',
      path: tasks,
      json: { templateRef: 'form', values, secrets: { token: 1 } },
      message: 'secrets',
    },
    {
      why: 'a ref of another kind',
      path: tasks,
      json: { templateRef: 'component:default/form', values },
      message: "Invalid kind, only 'Template' kind is supported",
    },
    { why: 'a ref that is none', path: tasks, json: { templateRef: 'template:/', values }, message: 'template:/' },
    {
      why: 'a template that is not there',
      path: tasks,
      json: { templateRef: 'none', values },
      ...{ status: 404, name: 'NotFoundError', message: 'Template template:default/none not found' },
    },
    {
      why: 'a form that cannot be checked',
      path: tasks,
      json: { templateRef: 'bad', values: { a: 1 } },
      message: 'cannot be checked',
    },
    {
      why: 'the form of another kind',
      path: schemaOf('component', 'form'),
      message: "Invalid kind, only 'Template' kind is supported",
    },
    {
      why: 'the form of no template',
      path: schemaOf('template', 'none'),
      ...{ status: 404, name: 'NotFoundError', message: 'Template template:default/none not found' },
    },
    {
      why: 'no such task',
      path: `${tasks}/x`,
      status: 404,
      name: 'NotFoundError',
      message: "No task with id 'x' found",
    },
    {
      why: 'no such task to cancel',
      path: `${tasks}/x/cancel`,
      json: {},
      status: 404,
      name: 'NotFoundError',
      message: "'x'",
    },
    {
      why: 'no such task to retry',
      path: `${tasks}/x/retry`,
      json: {},
      status: 404,
      name: 'NotFoundError',
      message: "'x'",
    },
    { why: 'events of no such task', path: `${tasks}/x/events`, status: 404, name: 'NotFoundError', message: "'x'" },
    {
      why: 'a stream of no such task',
      path: `${tasks}/x/eventstream`,
      status: 404,
      name: 'NotFoundError',
      message: "'x'",
    },
    { why: 'events after no number', path: `${tasks}/x/events?after=y`, message: 'after' },
    { why: 'a dry run of nothing', path: '/v2/dry-run', json: { values: {} }, message: 'template' },
    {
      why: 'a dry run of another kind',
      path: '/v2/dry-run',
      json: { ...dry, template: { ...dry.template, kind: 'Component' } },
      message: 'Input template is not a template',
    },
    {
      why: 'a dry run without steps',
      path: '/v2/dry-run',
      json: { ...dry, template: { ...dry.template, spec: { type: 'x' } } },
      message: 'Input template is not a template',
    },
    {
      why: 'completion without token',
      path: '/v2/autocomplete/github/owners',
      json: { context: {} },
      message: 'token',
    },
    {
      why: 'completion by nobody',
      path: '/v2/autocomplete/x/y',
      json: { token: 't', context: {} },
      message: 'Unsupported provider: x',
    },
    {
      why: 'completion of what every object has',
      path: '/v2/autocomplete/github/constructor',
      json: { token: 't', context: {} },
      message: 'Invalid resource: constructor',
    },
  ])('$why', async ({ path, json, status = 400, name = 'InputError', message }) => {
    const answer = await started.call(path, json && { json })
    expect(answer.body.error, JSON.stringify(answer.body)).toMatchObject({
      name,
      message: expect.stringContaining(message),
    })
    expect([answer.status, answer.body.response.statusCode]).toEqual([status, status])
  })

  test.each(['/v2/actions', '/v2/tasks', '/v2/templating-extensions'])('%s without credentials', async (path) => {
    expect((await started.call(path, { as: 'nobody' })).status).toBe(401)
  })
})

describe('wrong values', () => {
  const create = (json: object) => started.call('/v2/tasks', { json: { templateRef: 'form', ...json } })

  test('are told as the validator of the field tells them, for the first wrong page', async () => {
    const { status, body } = await create({ values: {}, secrets })
    expect(status).toBe(400)
    expect(body).toEqual({
      errors: [
        {
          path: [],
          property: 'instance',
          message: 'requires property "name"',
          schema: { required: ['name'], properties: { name: { type: 'string', pattern: '^[a-z]+$' } } },
          instance: {},
          name: 'required',
          argument: 'name',
          stack: 'instance requires property "name"',
        },
      ],
    })
  })

  test('of the second page come when the first is right', async () => {
    const { body } = await create({ values: { name: 'ada', size: 0 }, secrets })
    expect(body.errors).toMatchObject([
      { path: ['size'], property: 'instance.size', name: 'minimum', argument: 1, instance: 0 },
    ])
  })

  test('come before wrong secrets', async () => {
    expect((await create({ values: { name: 'ADA', size: 1 } })).body.errors).toMatchObject([{ name: 'pattern' }])
  })

  test('that are secret are not repeated', async () => {
    const missing = await create({ values })
    expect(missing.body.errors).toMatchObject([
      { property: 'secrets', message: 'secrets.token is required', name: 'required', argument: 'token', instance: {} },
    ])
    const { status, text } = await create({ values, secrets: { token: 'abc', pin: 'not-a-number' } }).then(
      (answer) => ({
        ...answer,
        text: JSON.stringify(answer.body),
      }),
    )
    expect(status).toBe(400)
    expect(text).toContain('secrets.token does not meet minimum length of 4')
    expect(text).toContain('secrets.pin does not match pattern')
    expect(text).not.toMatch(/"abc"|not-a-number/)
  })

  test('are refused by a dry run and a retry in the same form', async () => {
    const spec = { ...dry.template.spec, parameters: { required: ['x'] } }
    const dryRun = await started.call('/v2/dry-run', { json: { ...dry, template: { ...dry.template, spec } } })
    expect(dryRun).toMatchObject({ status: 400, body: { errors: [{ name: 'required', argument: 'x' }] } })

    const id = await started.create('form', values, { secrets })
    await started.ended(id)
    const retried = await started.call(`/v2/tasks/${id}/retry`, { json: {} })
    expect(retried).toMatchObject({ status: 400, body: { errors: [{ message: 'secrets.token is required' }] } })
    expect(await started.call(`/v2/tasks/${id}/retry`, { json: { secrets } })).toMatchObject({
      status: 201,
      body: { id },
    })
  })
})

describe('forms', () => {
  const read = async (name: string) =>
    (await started.call(`/v2/templates/Default/TEMPLATE/${name}/parameter-schema`)).body

  test('name the secrets that a retry needs', async () => {
    expect((await read('form')).secretNames).toEqual(['token', 'pin'])
  })
  test('know decorators by their older name', async () => {
    expect((await read('old')).formDecorators).toEqual([{ id: 'older' }])
  })
  test('say who has to agree', async () => {
    expect((await read('approved')).approval).toEqual({ by: ['ops', 'user:ada'] })
  })
})

describe('tasks', () => {
  test('are listed by status, creator and template, in the order that is asked for', async () => {
    const as = { token: await started.portal.tokens.user('user:default/zoe') }
    const first = await started.create('old', {}, { as })
    await started.ended(first)
    const second = await started.create('form', values, { secrets, as })
    await started.ended(second)
    const list = async (query: string) => {
      const { body } = await started.call(`/v2/tasks?createdBy=user:default/zoe&${query}`)
      return body.tasks.map(({ id }: { id: string }) => (id === first ? 'first' : 'second'))
    }
    expect(await list('')).toEqual(['second', 'first'])
    expect(await list('order=asc:created_at')).toEqual(['first', 'second'])
    expect(await list('order=desc:status&order=asc:created_at')).toEqual(['first', 'second'])
    expect(await list('templateRef=Template:Default/old')).toEqual(['first'])
    expect(await list('status=completed&status=failed')).toEqual(['second', 'first'])
    expect(await list('status=failed')).toEqual([])
    expect(await list('status=nonsense')).toEqual([])
    expect(await list('createdBy=user:default/nobody&limit=1')).toEqual(['second'])
  })

  test('that want an approval wait for it', async () => {
    const id = await started.create('approved')
    expect((await started.call(`/v2/tasks/${id}`)).body).toMatchObject({
      status: 'open',
      waitsFor: 'approval',
      spec: { approval: { by: ['group:default/ops', 'user:default/ada'] } },
    })
  })
})

describe('the stream', () => {
  test('has the form that clients of the field read', async () => {
    const id = await started.create('old')
    await started.ended(id)
    const { status, headers, body } = await started.call(`/v2/tasks/${id}/eventstream?after=no&what=ever`, {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('content-encoding')).toBe('identity')
    const frames = (body as string).split('\n\n').filter((frame) => frame !== '')
    for (const frame of frames) expect(frame).toMatch(/^event: (log|completion)\ndata: \{.*\}$/)
    expect(frames.at(-1)).toMatch(/^event: completion\n/)
  })

  test('is heard by many at once', async () => {
    const id = await started.create('approved')
    const streams = Array.from({ length: 60 }, () => started.call(`/v2/tasks/${id}/eventstream`))
    await started.call(`/v2/tasks/${id}/cancel`, { json: {} })
    for (const { body } of await Promise.all(streams)) {
      expect(body.match(/^event: \w+/gm)).toEqual(['event: cancelled', 'event: completion'])
    }
  })

  test('goes on after an event that is named in the query or the header', async () => {
    const id = await started.create('old')
    await started.ended(id)
    const ids = (await started.events(id)).map((event) => event.id)
    const read = async (path: string, headers: Record<string, string> = {}) => {
      const { body } = await started.call(`/v2/tasks/${id}/eventstream${path}`, { headers })
      return [...(body as string).matchAll(/"id":(\d+)/g)].map(([, number]) => Number(number))
    }
    expect(await read('')).toEqual(ids)
    expect(await read(`?after=${ids[1]}`)).toEqual(ids.slice(2))
    expect(await read('', { 'last-event-id': String(ids[1]) })).toEqual(ids.slice(2))
    // The end is always told.
    expect(await read(`?after=${ids.at(-1)}`)).toEqual(ids.slice(-1))
  })
})
