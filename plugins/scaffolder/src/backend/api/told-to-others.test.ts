import { type AuditRecord, auditSink, definePlugin, type Event } from '@callboard/kernel'
import { eventually } from '@callboard/testing'
import { expect, test } from 'vitest'
import { startScaffolder, template } from '../fixtures/scaffolder-portal.ts'

const word = 'open-sesame-4711'
const templates = {
  said: template('said', {
    steps: [{ action: 'test:say', input: { text: '${{ secrets.word }}' } }],
    output: { said: '${{ steps["step-1"].output.text }}' },
  }),
  failing: template('failing', { steps: [{ action: 'test:fail', input: { message: 'It broke' } }] }),
}

/** Takes what others are told: the audit, and whoever listens to events. */
function listener() {
  const records: AuditRecord[] = []
  const events: Event[] = []
  const plugin = definePlugin({
    id: 'listener',
    use: { auditSink },
    setup({ auditSink: sinks, events: bus }) {
      sinks.add({ write: (record) => void records.push(record) })
      bus.subscribe(['scaffolder.task', 'signals'], (event) => void events.push(event))
    },
  })
  return { records, events, plugin }
}

test('the audit knows every kind of call, and how runs ended', async () => {
  const { records, plugin } = listener()
  await using started = await startScaffolder(templates, { plugins: [plugin] })
  const { call } = started
  const [id, failed] = [
    await started.create('said', { a: `b ${word}` }, { secrets: { word } }),
    await started.create('failing'),
  ]
  await started.ended(id)
  await started.ended(failed)
  await call('/v2/templates/default/template/said/parameter-schema')
  await call('/v2/actions')
  await call('/v2/tasks')
  await call(`/v2/tasks/${id}/events`)
  await call(`/v2/tasks/${id}/eventstream`)
  await call(`/v2/tasks/${failed}/retry`, { json: {} })
  await call(`/v2/tasks/${id}/cancel`, { json: {} })
  await call('/v2/dry-run', { json: { template: {}, values: {}, directoryContents: [] } })

  const told = ({ eventId, meta, severityLevel, outcome }: AuditRecord) =>
    [eventId, meta?.actionType, severityLevel, outcome].filter((word) => word !== undefined).join(' ')
  expect(new Set(records.filter(({ pluginId }) => pluginId === 'scaffolder').map(told))).toEqual(
    new Set([
      'task create medium succeeded',
      'task get low succeeded',
      'task execution medium succeeded',
      'task execution medium failed',
      'template-parameter-schema low succeeded',
      'action-fetch low succeeded',
      'task list low succeeded',
      'task events low succeeded',
      'task stream low succeeded',
      'task retry medium succeeded',
      'task cancel medium succeeded',
      'task dry-run low failed',
    ]),
  )
  expect(records.find(({ meta, target }) => meta?.actionType === 'execution' && target === id)).toMatchObject({
    actorId: 'user:default/guest',
    target: id,
    meta: { templateRef: 'template:default/said', taskId: id, taskParameters: { a: 'b ***' } },
  })
  expect(JSON.stringify(records)).not.toContain(word)
})

test('half a secret at the end of what the audit keeps is masked, too', async () => {
  const { records, plugin } = listener()
  await using started = await startScaffolder(templates, { plugins: [plugin] })
  const answer = `${'x'.repeat(250)}${word}`
  await started.ended(await started.create('said', { answer }, { secrets: { word } }))
  const told = records.flatMap(({ meta }) => (meta?.taskParameters ? [JSON.stringify(meta.taskParameters)] : []))
  expect(told.length).toBeGreaterThan(1)
  for (const text of told) expect(text).toContain('x***')
  expect(JSON.stringify(records)).not.toContain(word.slice(0, 4))
})

test('replicas and browsers are told that a task has changed, and nothing that is secret', async () => {
  const { events, plugin } = listener()
  await using started = await startScaffolder(templates, { plugins: [plugin] })
  const id = await started.create('said', { text: 'an answer' }, { secrets: { word } })
  await started.ended(id)
  await eventually(() => events.some(({ payload }) => JSON.stringify(payload).includes('"completed"')))
  const payloads = events.filter(({ topic }) => topic === 'scaffolder.task').map(({ payload }) => payload)
  expect(payloads).toMatchObject([
    { taskId: id, status: 'open' },
    { taskId: id, status: 'processing' },
    { taskId: id, status: 'completed' },
  ])
  const signals = events.filter(({ topic }) => topic === 'signals').map(({ payload }) => payload)
  expect(signals).toContainEqual({
    recipients: { type: 'broadcast' },
    channel: 'scaffolder:tasks',
    message: { taskId: id },
  })
  expect(JSON.stringify(events)).not.toMatch(/open-sesame|an answer/)
})
