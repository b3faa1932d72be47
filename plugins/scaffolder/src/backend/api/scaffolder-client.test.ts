import { join } from 'node:path'
import { type LogEvent, ScaffolderClient } from '@backstage/plugin-scaffolder-common'
import { browserConfig, configDeclarations, loadConfig } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ScaffolderPortal, startScaffolder, template } from '../fixtures/scaffolder-portal.ts'

const greeting = template(
  'greeting',
  {
    parameters: [
      {
        title: 'Whom',
        description: 'Who is greeted',
        required: ['name'],
        properties: { name: { type: 'string', minLength: 2 } },
      },
      { properties: { often: { type: 'integer' } } },
    ],
    presentation: { buttonLabels: { createButtonText: 'Greet' } },
    formDecorators: [{ id: 'shout', input: { loud: true } }],
    steps: [
      { id: 'say', name: 'Say it', action: 'test:say', input: { text: 'Hello ${{ parameters.name }}' } },
      { action: 'test:say', input: { text: '${{ secrets.word }}' } },
    ],
    output: { links: [{ title: 'Home', url: 'https://example.com/${{ parameters.name }}' }] },
  },
  { title: 'A greeting', description: 'Greets somebody', 'ui:options': { wide: true } },
)
const failing = template('failing', {
  EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: 'startOver' },
  steps: [{ id: 'fail', action: 'test:fail', input: { message: 'It broke' } }],
})
const waiting = template('waiting', { steps: [{ id: 'wait', action: 'test:wait' }] })

type Integrations = Record<string, { host: string }[]>
type ScmIntegrations = ConstructorParameters<typeof ScaffolderClient>[0]['scmIntegrationsApi']
const types = ['azure', 'bitbucketCloud', 'bitbucketServer', 'gerrit', 'gitea', 'github', 'gitlab']

/** The part of the field's registry of integrations that the client asks, from the config that browsers are told. */
const integrationsOf = (config: Integrations): ScmIntegrations =>
  Object.fromEntries(
    types.map((type) => {
      const list = (config[type] ?? []).map(({ host }) => ({ type, title: host, config: { host } }))
      return [type, { list: () => list }]
    }),
  ) as unknown as ScmIntegrations

// The field's own client, unchanged, against a real portal.
describe.each(['sqlite', 'postgres'] as const)('the ScaffolderClient on %s', (database) => {
  let started: ScaffolderPortal
  const clients: Record<'streaming' | 'polling', ScaffolderClient> = {} as never // filled before the first test

  beforeAll(async () => {
    // The library that the client streams with asks a browser's page whether it is hidden.
    vi.stubGlobal('document', { hidden: false, addEventListener() {}, removeEventListener() {} })
    vi.stubGlobal('window', globalThis)
    started = await startScaffolder(
      { greeting, failing, waiting },
      { database, config: { integrations: { github: [{ host: 'github.com' }], gitea: [{ host: 'git.acme.test' }] } } },
    )
    const { portal } = started
    const token = await portal.tokens.user('user:default/ada')
    // What browsers are told of the config.
    const file = join(portal.baseDir, 'app-config.yaml')
    const config = await loadConfig({ configFiles: [file], cwd: portal.baseDir, env: {} })
    const shown = browserConfig(config, configDeclarations([])) as JsonObject
    const make = (useLongPollingLogs: boolean) =>
      new ScaffolderClient({
        discoveryApi: { getBaseUrl: async (id) => `${portal.url}/api/${id}` },
        fetchApi: {
          fetch: (input, init) => {
            const headers = new Headers(init?.headers)
            headers.set('authorization', `Bearer ${token}`)
            return fetch(input, { ...init, headers })
          },
        },
        identityApi: {
          getBackstageIdentity: async () => ({
            type: 'user',
            userEntityRef: 'user:default/ada',
            ownershipEntityRefs: [],
          }),
        },
        scmIntegrationsApi: integrationsOf(shown.integrations as Integrations),
        useLongPollingLogs,
      })
    clients.streaming = make(false)
    clients.polling = make(true)
  })
  afterAll(async () => {
    vi.unstubAllGlobals()
    await started[Symbol.asyncDispose]()
  })

  const logs = (client: ScaffolderClient, request: Parameters<ScaffolderClient['streamLogs']>[0]) =>
    new Promise<LogEvent[]>((resolve, reject) => {
      const events: LogEvent[] = []
      client.streamLogs(request).subscribe({
        next: (event) => void events.push(event),
        error: reject,
        complete: () => resolve(events),
      })
    })

  test('getTemplateParameterSchema', async () => {
    const schema = await clients.streaming.getTemplateParameterSchema('Template:Default/greeting')
    expect(schema).toEqual({
      title: 'A greeting',
      description: 'Greets somebody',
      presentation: { buttonLabels: { createButtonText: 'Greet' } },
      'ui:options': { wide: true },
      formDecorators: [{ id: 'shout', input: { loud: true } }],
      steps: [
        {
          title: 'Whom',
          description: 'Who is greeted',
          schema: {
            title: 'Whom',
            description: 'Who is greeted',
            required: ['name'],
            properties: { name: { type: 'string', minLength: 2 } },
          },
        },
        {
          title: 'Please enter the following information',
          schema: { properties: { often: { type: 'integer' } } },
        },
      ],
    })
    await expect(clients.streaming.getTemplateParameterSchema('template:default/none')).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 404,
      cause: { name: 'NotFoundError', message: 'Template template:default/none not found' },
    })
  })

  test.each(['streaming', 'polling'] as const)('scaffold, streamLogs (%s) and getTask', async (mode) => {
    const client = clients[mode]
    const { taskId } = await client.scaffold({
      templateRef: 'template:default/greeting',
      values: { name: 'Ada' },
      secrets: { word: 'sesame' },
    })
    const events = await logs(client, { taskId })
    expect(events.at(0)?.body.message).toBe('Starting up task with 2 steps')
    expect(events.map(({ body }) => body.message)).toEqual(
      expect.arrayContaining(['Beginning step Say it', 'Said Hello Ada', 'Finished step Say it', 'Said ***']),
    )
    const last = events.at(-1)
    expect(last).toMatchObject({
      type: 'completion',
      taskId,
      isTaskRecoverable: false,
      body: {
        message: 'Run completed with status: completed',
        output: { links: [{ title: 'Home', url: 'https://example.com/Ada' }] },
      },
    })
    const ids = events.map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    // What was seen is not told again, but for the end.
    const again = await logs(client, { taskId, after: ids.at(-2) as number })
    expect(again.map(({ type }) => type)).toEqual(['completion'])

    expect(await client.getTask(taskId)).toMatchObject({
      id: taskId,
      status: 'completed',
      createdBy: 'user:default/ada',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      spec: {
        apiVersion: 'scaffolder.backstage.io/v1beta3',
        parameters: { name: 'Ada' },
        steps: [
          { id: 'say', name: 'Say it', action: 'test:say' },
          { id: 'step-2', name: 'test:say', action: 'test:say' },
        ],
        user: { ref: 'user:default/ada' },
        templateInfo: {
          entityRef: 'template:default/greeting',
          baseUrl: `${started.server.url}/greeting.yaml`,
          entity: { metadata: { name: 'greeting', title: 'A greeting' } },
        },
      },
    })
  })

  test('scaffold with wrong values', async () => {
    const wrong = clients.streaming.scaffold({ templateRef: 'template:default/greeting', values: { name: 'A' } })
    await expect(wrong).rejects.toThrow('Backend request failed, 400')
  })

  test('a stream of a task that can be started over goes on when it is retried', async () => {
    const { taskId } = await clients.streaming.scaffold({ templateRef: 'failing', values: {} })
    const events: LogEvent[] = []
    const both = Promise.withResolvers<void>()
    const subscription = clients.streaming.streamLogs({ taskId, isTaskRecoverable: true }).subscribe({
      next(event) {
        events.push(event)
        const ends = events.filter(({ type }) => type === 'completion').length
        if (event.type === 'completion' && ends === 1) void clients.streaming.retry(taskId)
        if (ends === 2) both.resolve()
      },
      error: both.reject,
    })
    await both.promise
    subscription.unsubscribe()
    const types = events.map(({ type }) => type).filter((type) => type !== 'log')
    expect(types).toEqual(['completion', 'recovered', 'completion'])
    expect(events.at(-1)).toMatchObject({
      isTaskRecoverable: true,
      body: { message: 'Run completed with status: failed', error: { message: 'It broke' } },
    })
  })

  test('retry refuses what has not ended', async () => {
    const { taskId } = await clients.streaming.scaffold({ templateRef: 'waiting', values: {} })
    await expect(clients.streaming.retry(taskId)).rejects.toMatchObject({
      statusCode: 409,
      cause: { message: `Task with taskId ${taskId} cannot be retried` },
    })
    await clients.streaming.cancelTask(taskId)
  })

  test('cancelTask ends a task that runs', async () => {
    const client = clients.streaming
    const { taskId } = await client.scaffold({ templateRef: 'waiting', values: {} })
    const begun = Promise.withResolvers<void>()
    const events: LogEvent[] = []
    const ended = new Promise<void>((resolve, reject) => {
      client.streamLogs({ taskId }).subscribe({
        next(event) {
          events.push(event)
          if (event.body.status === 'processing') begun.resolve()
        },
        error: reject,
        complete: resolve,
      })
    })
    await begun.promise
    expect(await client.cancelTask(taskId)).toEqual({ status: 'cancelled' })
    await ended
    expect(events.map(({ type }) => type).filter((type) => type !== 'log')).toEqual(['cancelled', 'completion'])
    expect(events.find(({ type }) => type === 'cancelled')?.body).toEqual({
      message: 'Step wait has been cancelled.',
      stepId: 'wait',
      status: 'cancelled',
    })
    expect((await client.getTask(taskId)).status).toBe('failed')
    // Cancelling again is accepted.
    expect(await client.cancelTask(taskId)).toEqual({ status: 'cancelled' })
  })

  test('listTasks', async () => {
    const client = clients.streaming
    await started.create('greeting', { name: 'Guest' })
    const all = await client.listTasks({ filterByOwnership: 'all' })
    const owned = await client.listTasks({ filterByOwnership: 'owned' })
    expect(all.tasks).toHaveLength(all.totalTasks ?? -1)
    expect(owned.totalTasks).toBe((all.totalTasks ?? 0) - 1)
    expect(new Set(owned.tasks.map(({ spec }) => spec.user?.ref))).toEqual(new Set(['user:default/ada']))
    const page = await client.listTasks({ filterByOwnership: 'all', limit: 2, offset: 1 })
    expect(page).toEqual({ tasks: all.tasks.slice(1, 3), totalTasks: all.totalTasks })
  })

  test('listActions', async () => {
    const actions = await clients.streaming.listActions()
    expect(actions.map(({ id }) => id)).toEqual(actions.map(({ id }) => id).sort())
    expect(actions.find(({ id }) => id === 'test:say')).toMatchObject({
      description: 'Gives what it is told.',
      examples: [{ description: 'Say hello', example: expect.stringContaining('action: test:say') }],
      schema: {
        input: {
          $schema: 'http://json-schema.org/draft-07/schema#',
          type: 'object',
          properties: { text: { description: 'Anything.' } },
          additionalProperties: false,
        },
      },
    })
    expect(actions.map(({ id }) => id)).toEqual(expect.arrayContaining(['catalog:fetch', 'catalog:register']))
  })

  test('listTemplatingExtensions', async () => {
    const { filters, globals } = await clients.streaming.listTemplatingExtensions()
    expect(Object.keys(filters)).toEqual(
      expect.arrayContaining(['parseRepoUrl', 'parseEntityRef', 'pick', 'projectSlug']),
    )
    expect(globals).toEqual({ functions: expect.any(Object), values: expect.any(Object) })
  })

  test('autocomplete', async () => {
    const request = { token: 'mine', provider: 'github', resource: 'owners', context: { host: 'github.com' } }
    expect(await clients.streaming.autocomplete(request)).toEqual({
      results: [{ id: 'mine@github.com', title: 'Somebody' }],
    })
    const wrong = clients.streaming.autocomplete({ ...request, provider: 'x' })
    await expect(wrong).rejects.toMatchObject({ cause: { message: 'Unsupported provider: x' } })
    const unknown = clients.streaming.autocomplete({ ...request, resource: 'y' })
    await expect(unknown).rejects.toMatchObject({ cause: { message: 'Invalid resource: y' } })
  })

  test('dryRun', async () => {
    const entity = {
      apiVersion: 'scaffolder.backstage.io/v1beta3',
      kind: 'Template',
      metadata: { name: 'tried' },
      spec: {
        type: 'service',
        parameters: { required: ['name'], properties: { name: { type: 'string' } } },
        steps: [
          {
            id: 'copy',
            action: 'fetch:template',
            input: { url: './skeleton', values: { name: '${{ parameters.name }}' } },
          },
          { id: 'wait', name: 'Wait', action: 'test:wait' },
          { id: 'say', action: 'test:say', input: { text: '${{ secrets.word }}' } },
        ],
        output: { said: '${{ steps.say.output.text }}', name: '${{ parameters.name }}' },
      },
    }
    const request = {
      template: entity as never,
      values: { name: 'Ada' },
      secrets: { word: 'sesame' },
      directoryContents: [
        { path: 'skeleton/hello.txt', base64Content: Buffer.from('Hello ${{ values.name }}').toString('base64') },
      ],
    }
    const result = await clients.streaming.dryRun(request)
    expect(result.directoryContents).toEqual([
      { path: 'hello.txt', executable: false, base64Content: Buffer.from('Hello Ada').toString('base64') },
    ])
    expect(result.output).toEqual({ said: '***', name: 'Ada' })
    expect(result.steps.map(({ id, name }) => [id, name])).toEqual([
      ['copy', 'fetch:template'],
      ['wait', 'Wait'],
      ['say', 'test:say'],
    ])
    const lines = result.log.map(({ body }) => body.message)
    expect(lines).toContain('Skipping because test:wait does not support dry-run')
    expect(lines).toContain('Said ***')
    expect(JSON.stringify(result)).not.toContain('sesame')

    await expect(clients.streaming.dryRun({ ...request, values: {} })).rejects.toMatchObject({ statusCode: 400 })
  })

  test('getIntegrationsList', async () => {
    const allowedHosts = ['github.com', 'git.acme.test']
    expect(await clients.streaming.getIntegrationsList({ allowedHosts })).toEqual({
      integrations: [
        { type: 'gitea', title: 'git.acme.test', host: 'git.acme.test' },
        { type: 'github', title: 'github.com', host: 'github.com' },
      ],
    })
  })
})
