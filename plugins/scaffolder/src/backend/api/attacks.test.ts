import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditRecord, auditSink, definePlugin, type PermissionPolicy } from '@callboard/kernel'
import { type PolicyDecision, Type } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { actions, defineScaffolderAction } from '../../model/index.ts'
import { type ScaffolderPortal, startScaffolder, template } from '../fixtures/scaffolder-portal.ts'

const word = 'open-sesame-4711'
const own = (ref: string): PolicyDecision => ({
  ...{ result: 'CONDITIONAL', pluginId: 'scaffolder', resourceType: 'scaffolder-task' },
  conditions: { rule: 'IS_TASK_OWNER', resourceType: 'scaffolder-task', params: { createdBy: [ref] } },
})

const leaky = template('leaky', {
  steps: [
    { id: 'say', name: 'Say it', action: 'test:say', input: { text: 'it is ${{ secrets.word }}' } },
    { id: 'turned', action: 'test:say', input: { text: '${{ secrets.word | upper }}' } },
    { id: 'fail', action: 'test:fail', if: '${{ parameters.fails }}', input: { message: 'no ${{ secrets.word }}' } },
  ],
  output: {
    said: '${{ steps.say.output.text }}',
    turned: '${{ steps.turned.output.text }}',
    secret: '${{ secrets.word }}',
  },
})
const quoting = template('quoting', {
  steps: [{ id: 'say', action: 'test:say', input: { text: '${{ parameters.text }}' } }],
  output: { said: '${{ steps.say.output.text }}' },
})
const waiting = template('waiting', { steps: [{ id: 'wait', action: 'test:wait' }] })

let started: ScaffolderPortal
let folder: string
const records: AuditRecord[] = []
const lines: string[] = []
const reading: Record<string, PolicyDecision> = {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-attacks-'))
  await mkdir(join(folder, 'work'))
  await writeFile(join(folder, 'outside.txt'), 'the outside')
  const policy: PermissionPolicy = {
    decide: async ({ permission }, user) =>
      (permission.name === 'scaffolder.task.read' && reading[user?.userEntityRef ?? '']) || { result: 'ALLOW' },
  }
  const sink = definePlugin({
    id: 'sink',
    use: { auditSink },
    setup: ({ auditSink: sinks }) => sinks.add({ write: (record) => void records.push(record) }),
  })
  started = await startScaffolder(
    { leaky, quoting, waiting },
    {
      policy,
      plugins: [sink],
      onLog: (line) => void lines.push(line),
      config: { backend: { workingDirectory: join(folder, 'work') } },
    },
  )
})
afterAll(async () => {
  await started[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const tokenOf = async (name: string) => ({ token: await started.portal.tokens.user(`user:default/${name}`) })
const everythingTold = async (id: string) =>
  JSON.stringify([
    (await started.call(`/v2/tasks/${id}`)).body,
    await started.events(id),
    (await started.call('/v2/tasks')).body,
    records,
    lines,
  ])

describe('reading the tasks of others', () => {
  test.each(['', '/events', '/eventstream'])('by id%s', async (path) => {
    reading['user:default/mallory'] = own('user:default/mallory')
    const mallory = await tokenOf('mallory')
    const [hers, his] = [await started.create('quoting', {}, { as: mallory }), await started.create('quoting')]
    await started.ended(hers)
    expect((await started.call(`/v2/tasks/${hers}${path}`, { as: mallory })).status).toBe(200)
    expect((await started.call(`/v2/tasks/${his}${path}`, { as: mallory })).status).toBe(403)
  })

  test.each(['cancel', 'retry'])('or to %s them', async (deed) => {
    reading['user:default/mallory'] = own('user:default/mallory')
    const id = await started.create('waiting')
    const answer = await started.call(`/v2/tasks/${id}/${deed}`, { as: await tokenOf('mallory'), json: {} })
    expect(answer.status).toBe(403)
    expect((await started.call(`/v2/tasks/${id}/cancel`, { json: {} })).status).toBe(200)
  })

  test('by a filter that names their owner', async () => {
    reading['user:default/mallory'] = own('user:default/mallory')
    await started.create('quoting')
    const path = '/v2/tasks?createdBy=user:default/guest'
    expect((await started.call(path, { as: await tokenOf('mallory') })).body).toEqual({ tasks: [], totalTasks: 0 })
    expect((await started.call(path)).body.totalTasks).toBeGreaterThan(0)
  })

  test.each([
    { why: 'the permission is lost', lose: () => Object.assign(reading, { 'user:default/eve': { result: 'DENY' } }) },
    {
      why: 'the token was revoked',
      lose: () =>
        started.portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/eve' }),
    },
  ])('by a stream that goes on after $why', async ({ lose }) => {
    delete reading['user:default/eve']
    const id = await started.create('waiting')
    const as = await tokenOf('eve')
    const response = await started.portal.fetch(`/api/scaffolder/v2/tasks/${id}/eventstream`, { as })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    const read = async () => {
      const { done, value = '' } = (await reader?.read()) ?? { done: true }
      heard += value
      return done
    }
    while (!heard.includes('Beginning step')) await read()
    await lose()
    await started.call(`/v2/tasks/${id}/cancel`, { json: {} })
    while (!(await read())) {}
    await started.ended(id)
    expect(heard).not.toContain('event: cancelled')
    expect(heard).not.toContain('event: completion')
    expect((await started.events(id)).map(({ type }) => type)).toContain('cancelled')
  })
})

describe('secrets', () => {
  test('do not get out by logs, outputs, lists, the audit or the log of the portal', async () => {
    const id = await started.create('leaky', { fails: false }, { secrets: { word } })
    expect((await started.ended(id)).status).toBe('completed')
    const told = await everythingTold(id)
    // All of what a secret went into counts as secret.
    expect(told).toContain('Said ***')
    expect(told).not.toContain(word)
    expect(told).not.toContain(word.toUpperCase())
    const completion = (await started.events(id)).at(-1)
    // `secrets` is no part of what outputs see.
    expect(completion?.body.output).toEqual({ said: '***', turned: '***' })
  })

  test('do not get out by errors', async () => {
    const id = await started.create('leaky', { fails: true }, { secrets: { word } })
    expect((await started.ended(id)).reason).toBe('***')
    const told = await everythingTold(id)
    expect(told).not.toContain(word)
  })

  test('do not get out by a dry run, nor by its failure', async () => {
    const spec = (fails: boolean) => ({
      type: 'x',
      steps: [
        { action: 'test:say', input: { text: '${{ secrets.word }}' } },
        { action: 'test:fail', if: fails, input: { message: 'no ${{ secrets.word }}' } },
      ],
    })
    const run = (fails: boolean) =>
      started.call('/v2/dry-run', {
        json: {
          template: {
            apiVersion: 'scaffolder.backstage.io/v1beta3',
            kind: 'Template',
            metadata: { name: 'a' },
            spec: spec(fails),
          },
          ...{ values: {}, secrets: { word }, directoryContents: [] },
        },
      })
    const [good, failed] = [await run(false), await run(true)]
    expect([good.status, failed.status]).toEqual([200, 500])
    expect(failed.body.error.message).toBe('***')
    expect(JSON.stringify([good.body, failed.body, records, lines])).not.toContain(word)
  })

  test('that were also given as a value are masked in the audit, and long values are cut', async () => {
    const json = { templateRef: 'quoting', values: { text: `is ${word}`, long: 'x'.repeat(300) }, secrets: { word } }
    const { body } = await started.call('/v2/tasks', { json })
    const record = records.find(({ target, eventId }) => target === body.id && eventId === 'task')
    expect(record).toMatchObject({
      outcome: 'succeeded',
      severityLevel: 'medium',
      meta: {
        ...{ actionType: 'create', templateRef: 'quoting', taskId: body.id },
        taskParameters: { text: 'is ***', long: `${'x'.repeat(256)}...<truncated>` },
      },
    })
  })

  test("that templates know as backstageToken read the catalog for the caller, and are not the caller's own token", async () => {
    const taken: string[] = []
    const taker = definePlugin({
      id: 'taker',
      use: { actions },
      setup({ actions: point }) {
        point.add(
          defineScaffolderAction({
            id: 'test:take',
            description: 'Takes the token.',
            input: Type.Object({ token: Type.String() }),
            run: async ({ input }) => void taken.push(input.token),
          }),
        )
      },
    })
    const asking = template('asking', {
      steps: [{ action: 'test:take', input: { token: '${{ secrets.backstageToken }}' } }],
    })
    await using other = await startScaffolder({ asking }, { plugins: [taker] })
    const as = { token: await other.portal.tokens.user('user:default/ada') }
    const id = await other.create('asking', {}, { as, secrets: { backstageToken: 'of the caller' } })
    expect((await other.ended(id)).status).toBe('completed')
    const [token = ''] = taken
    expect(token).not.toBe(as.token)
    expect((await other.portal.fetch('/api/catalog/entities', { as: { token } })).status).toBe(200)
    expect((await other.call('/v2/tasks', { as: { token } })).status).toBe(401)
  })
})

describe('values', () => {
  test.each([
    '${{ 1 + 1 }}',
    '${{ secrets.word }}',
    '{% for i in range(9) %}x{% endfor %}',
    '{{ constructor.constructor("return process")() }}',
    '__proto__',
  ])('are never read as templates: %s', async (text) => {
    const id = await started.create('quoting', { text }, { secrets: { word } })
    await started.ended(id)
    expect((await started.events(id)).at(-1)?.body.output).toEqual({ said: text })
  })

  test.each([
    { attack: 'a key into prototypes', body: '{"templateRef":"quoting","values":{"__proto__":{"a":1}}}', status: 400 },
    {
      attack: 'a body that is too large',
      body: JSON.stringify({ templateRef: 'quoting', values: { text: 'x'.repeat(10 * 1024 * 1024) } }),
      status: 413,
    },
    {
      attack: 'a body that is too deep',
      body: `{"templateRef":"quoting","values":${'{"a":'.repeat(300)}1${'}'.repeat(300)}}`,
      status: 400,
    },
  ])('are refused with $attack', async ({ body, status }) => {
    expect((await started.call('/v2/tasks', { method: 'POST', body })).status).toBe(status)
  })

  test('are refused when the secrets are too many to search for', async () => {
    const create = (length: number) => {
      const json = { templateRef: 'quoting', values: {}, secrets: { word, list: 'secret line\n'.repeat(length / 12) } }
      return started.call('/v2/tasks', { json })
    }
    const [large, fine] = [await create(300_000), await create(200_000)]
    expect([large.status, large.body.error.code]).toEqual([413, 'scaffolder/secrets-too-large'])
    expect(fine.status).toBe(201)
  })

  test('of nine megabytes are taken', async () => {
    const json = { templateRef: 'quoting', values: { other: 'x'.repeat(9 * 1024 * 1024) } }
    expect((await started.call('/v2/tasks', { json })).status).toBe(201)
  })
})

describe('refs', () => {
  test.each([
    'template:default/../default/quoting',
    'template:default/quoting/../../catalog',
    'template:default/quoting%00',
    'template:default/quoting\0',
    'TEMPLATE:other/quoting',
    "template:default/quoting' or '1'='1",
  ])('lead nowhere: %j', async (templateRef) => {
    const { status } = await started.call('/v2/tasks', { json: { templateRef, values: {} } })
    expect([400, 404]).toContain(status)
  })

  test('of tasks are canonical, however they were written', async () => {
    const { body } = await started.call('/v2/tasks', { json: { templateRef: 'TeMpLaTe:DEFAULT/Quoting', values: {} } })
    const task = (await started.call(`/v2/tasks/${body.id}`)).body
    expect(task.spec.templateInfo.entityRef).toBe('template:default/quoting')
  })

  test.each(["1' or '1'='1", '../tasks', '%00', '%2e%2e%2fsecrets'])('of tasks lead nowhere: %j', async (id) => {
    const { status } = await started.call(`/v2/tasks/${encodeURIComponent(id)}`)
    expect([400, 404]).toContain(status)
  })
})

describe('the files of a dry run', () => {
  const steps = [{ action: 'fetch:plain', input: { url: './' } }]
  const run = (path: string, more: { path: string; base64Content: string }[] = [], text = 'hi') =>
    started.call('/v2/dry-run', {
      json: {
        template: {
          apiVersion: 'scaffolder.backstage.io/v1beta3',
          kind: 'Template',
          metadata: { name: 'a' },
          spec: { type: 'x', steps },
        },
        values: {},
        directoryContents: [{ path, base64Content: Buffer.from(text).toString('base64') }, ...more],
      },
    })

  test.each([
    { attack: 'a way out', path: '../outside.txt', status: 403 },
    { attack: 'a way out through a folder', path: 'a/../../../outside.txt', status: 403 },
    { attack: 'an absolute path', path: '/tmp/outside.txt', status: 403 },
    { attack: 'a NUL', path: 'a\0.txt', status: 403 },
    { attack: 'a name that is too long', path: 'x'.repeat(2000), status: 400 },
    { attack: 'a part that is too long', path: `${'x'.repeat(900)}/a`, status: 400 },
    { attack: 'the folder itself', path: '.', status: 400 },
    { attack: 'no name', path: '', status: 400 },
  ])('are refused with $attack', async ({ path, status }) => {
    expect((await run(path)).status).toBe(status)
  })

  test.each([
    { attack: 'twice', path: 'same.txt', other: 'same.txt' },
    { attack: 'as a folder, too', path: 'same', other: 'same/inner.txt' },
  ])('are refused when one is there $attack', async ({ path, other }) => {
    const answer = await run(path, [{ path: other, base64Content: '' }])
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'scaffolder/unusable-upload' } } })
  })

  test('leave nothing behind, whatever becomes of the run', async () => {
    const good = await run('deep/er/hello.txt')
    expect(good.status, JSON.stringify(good.body)).toBe(200)
    expect(good.body.directoryContents).toEqual([
      { path: 'deep/er/hello.txt', executable: false, base64Content: Buffer.from('hi').toString('base64') },
    ])
    expect((await run('../x')).status).toBe(403)
    await eventually(async () => (await readdir(join(folder, 'work'))).every((name) => !name.includes('dry-run')))
    expect(await readdir(folder)).toEqual(['outside.txt', 'work'])
  })
})

describe('a template', () => {
  const greedy = { type: 'object', properties: { name: { type: 'string', pattern: '^(a+)+$' } } }
  const patterns = { parameters: greedy, secrets: { schema: greedy }, steps: [] }
  test.each(['values', 'secrets'])('whose pattern never ends does not hold the portal up, by its %s', async (part) => {
    await using portal = await startScaffolder({ patterns: template('patterns', patterns) })
    const create = (name: string) =>
      portal.call('/v2/tasks', { json: { templateRef: 'patterns', values: {}, [part]: { name } } })
    expect((await create('aaa')).status).toBe(201)
    const { status, body } = await create(`${'a'.repeat(60)}!`)
    expect([status, body.error?.code]).toEqual([400, 'scaffolder/malformed-schema'])
  })

  test.each([
    { attack: 'as a file', location: 'file:' },
    { attack: 'as an address of a file', location: 'url:file://' },
    { attack: 'as an address of a file, in capitals', location: 'url: FILE://' },
  ])('that came from a URL reads no files of the server, which it names $attack', async ({ location }) => {
    const annotations = {
      'backstage.io/source-location': `${location}${folder}/`,
      'backstage.io/managed-by-location': `file:${folder}/x.yaml`,
    }
    const reader = template('reader', { steps: [{ action: 'fetch:plain', input: { url: './' } }] }, { annotations })
    await using portal = await startScaffolder({ reader })
    const id = await portal.create('reader')
    const task = await portal.ended(id)
    expect(task.status).toBe('failed')
    expect(task.spec.templateInfo?.baseUrl ?? '').not.toMatch(/^file:/i)
    const { status, body } = await portal.call('/v2/templates/default/template/reader/files')
    expect(status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(body)).not.toContain('outside.txt')
  })
})
