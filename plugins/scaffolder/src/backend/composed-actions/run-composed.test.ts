import type { JsonObject } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ScaffolderPortal, startScaffolder, template } from '../fixtures/scaffolder-portal.ts'

const actions = [
  {
    id: 'acme:greet',
    description: 'Greets and says good bye.',
    input: { properties: { name: { type: 'string' } }, required: ['name'] },
    steps: [
      { id: 'hello', action: 'test:say', input: { text: 'Hello ${{ parameters.name }}' } },
      { id: 'never', action: 'test:say', if: false },
      { id: 'bye', action: 'test:say', input: { text: '${{ steps.hello.output.text }}, and bye' } },
    ],
    output: { both: '${{ steps.bye.output.text }}', first: '${{ steps.hello.output.text }}' },
  },
  {
    id: 'acme:twice',
    description: 'Greets two people.',
    input: { properties: { names: { type: 'array' } } },
    steps: [
      { id: 'each', each: '${{ parameters.names }}', action: 'acme:greet', input: { name: '${{ each.value }}' } },
    ],
    output: { all: '${{ steps.each.output.both }}' },
  },
  {
    id: 'acme:backwards',
    description: 'Says it backwards.',
    input: { properties: { name: { type: 'string' } } },
    steps: [
      { action: 'test:say', input: { text: '${{ parameters.name | reverse }}' } },
      {
        id: 'each',
        each: '${{ [parameters.name | upper] }}',
        action: 'acme:greet',
        input: { name: '${{ each.value }}' },
      },
    ],
    output: { title: '${{ parameters.name | capitalize }}' },
  },
  {
    id: 'acme:fails',
    description: 'Fails in the middle.',
    input: {},
    steps: [
      { id: 'before', action: 'test:say', input: { text: 'before' } },
      { id: 'fail', action: 'test:fail', input: { message: 'It broke' } },
      { id: 'after', action: 'test:say', input: { text: 'after' } },
    ],
  },
]
const step = (action: string, input: JsonObject) => ({ id: 'it', name: 'It', action, input })
const templates = {
  greet: template('greet', {
    steps: [step('acme:greet', { name: '${{ parameters.name }}' })],
    output: { said: '${{ steps.it.output.both }}', hidden: '${{ steps.hello }}' },
  }),
  twice: template('twice', {
    steps: [step('acme:twice', { names: ['Ada', 'Ben'] })],
    output: { said: '${{ steps.it.output.all }}' },
  }),
  fails: template('fails', { steps: [step('acme:fails', {})] }),
  wrong: template('wrong', { steps: [step('acme:greet', { nobody: true })] }),
  backwards: template('backwards', {
    steps: [step('acme:backwards', { name: '${{ secrets.word }}' })],
    output: { title: '${{ steps.it.output.title }}' },
  }),
  secret: template('secret', { steps: [step('acme:greet', { name: '${{ secrets.word }}' })] }),
}

describe('actions without code', () => {
  let started: ScaffolderPortal
  beforeAll(async () => {
    started = await startScaffolder(templates, { scaffolder: { actions } as never })
  })
  afterAll(() => started[Symbol.asyncDispose]())

  const run = async (name: string, values = {}, secrets?: object) => {
    const id = await started.create(name, values, secrets ? { secrets } : {})
    const task = await started.ended(id)
    const events = await started.events(id)
    return { id, task, events, messages: events.map(({ body }) => body.message), output: events.at(-1)?.body.output }
  }

  test('its steps run under the one that called it, and give what it says', async () => {
    const { messages, output, events } = await run('greet', { name: 'Ada' })
    expect(output).toEqual({ said: 'Hello Ada, and bye' })
    expect(messages).toEqual(
      expect.arrayContaining(['[hello] Beginning step test:say', 'Said Hello Ada', 'Said Hello Ada, and bye']),
    )
    const states = events.filter(({ body }) => body.status && body.stepId)
    expect(states.map(({ body }) => `${body.stepId} ${body.status}`)).toEqual(['it processing', 'it completed'])
  })

  test('one may be made of another, also for each of many', async () => {
    const { output } = await run('twice')
    expect(output).toEqual({ said: ['Hello Ada, and bye', 'Hello Ben, and bye'] })
  })

  test('the first failure ends it, and a retry goes on behind what was done', async () => {
    const { id, task, messages } = await run('fails')
    expect(task).toMatchObject({ status: 'failed', reason: expect.stringContaining('It broke') })
    expect(messages).not.toContain('Said after')
    await started.call(`/v2/tasks/${id}/retry`, { json: {} })
    await started.ended(id)
    const said = (await started.events(id)).filter(({ body }) => body.message === 'Said before')
    expect(said).toHaveLength(1)
  })

  test('what it does not know is refused', async () => {
    const { task } = await run('wrong')
    expect(task.reason).toContain('acme:greet')
  })

  test('secrets go in, and are masked', async () => {
    const { messages } = await run('secret', {}, { word: 'open-sesame' })
    expect(messages).toContain('Said Hello ***')
  })

  test('what its steps make of a secret is masked, too', async () => {
    const { messages, output } = await run('backwards', {}, { word: 'open-sesame' })
    expect(messages).toEqual(expect.arrayContaining(['Said ***', 'Said Hello ***, and bye']))
    expect(output).toEqual({ title: '***' })
    expect(JSON.stringify(messages)).not.toMatch(/emases|SESAME|Open-sesame/)
  })

  test('it is listed with its schema', async () => {
    const { body } = await started.call('/v2/actions')
    expect(body.find(({ id }: { id: string }) => id === 'acme:greet')).toMatchObject({
      description: 'Greets and says good bye.',
      schema: { input: { required: ['name'], additionalProperties: false }, output: { properties: { both: {} } } },
      supportsDryRun: true,
    })
  })

  test('a dry run goes through it', async () => {
    const { status, body } = await started.call('/v2/dry-run', {
      json: {
        template: {
          apiVersion: 'scaffolder.backstage.io/v1beta3',
          kind: 'Template',
          metadata: { name: 'x' },
          spec: {
            type: 'x',
            steps: [step('acme:greet', { name: 'Eve' })],
            output: { said: '${{ steps.it.output.both }}' },
          },
        },
        values: {},
        directoryContents: [],
      },
    })
    expect(status).toBe(200)
    expect(body.output).toEqual({ said: 'Hello Eve, and bye' })
  })
})
