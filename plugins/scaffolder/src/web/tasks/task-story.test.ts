import { expect, test } from 'vitest'
import type { Task, TaskEvent, TaskEventBody, TaskEventType } from '../../model/task.ts'
import { spanMs, stateOf, tellStory } from './task-story.ts'

const steps = ['fetch', 'publish'].map((id) => ({ id, name: `Step ${id}`, action: `debug:${id}` }))

/** Events a second apart. */
const events = (...bodies: [TaskEventType, Partial<TaskEventBody>][]): TaskEvent[] =>
  bodies.map(([type, body], place) => ({
    id: place + 1,
    isTaskRecoverable: false,
    taskId: 't',
    type,
    createdAt: `2026-11-21T10:00:0${place}.000Z`,
    body: { message: '', ...body },
  }))

const begun = (stepId: string): [TaskEventType, Partial<TaskEventBody>] => [
  'log',
  { message: `Beginning step ${stepId}`, stepId, status: 'processing' },
]
const ended = (
  stepId: string,
  status: 'completed' | 'failed' | 'skipped',
  message = '',
): [TaskEventType, Partial<TaskEventBody>] => ['log', { message, stepId, status }]
const failure = { error: { name: 'InputError', message: 'No such host.' } }

test.each([
  { why: 'nothing has happened', told: [], is: ['waiting', 'waiting'] },
  { why: 'the first step runs', told: [begun('fetch')], is: ['processing', 'waiting'] },
  {
    why: 'one after the other',
    told: [begun('fetch'), ended('fetch', 'completed'), begun('publish')],
    is: ['completed', 'processing'],
  },
  {
    why: 'lines of an action do not move its step',
    told: [begun('fetch'), ['log', { message: 'fetched', stepId: 'fetch' }] as const],
    is: ['processing', 'waiting'],
  },
  {
    why: 'lines of unknown steps move none',
    told: [['log', { message: 'x', stepId: 'other', status: 'failed' }] as const],
    is: ['waiting', 'waiting'],
  },
  {
    why: 'a worker that died leaves no step running',
    told: [begun('fetch'), ['completion', failure] as const],
    is: ['failed', 'waiting'],
  },
  {
    why: 'a cancelled step is no failure',
    told: [begun('fetch'), ['cancelled', { stepId: 'fetch' }] as const, ['completion', failure] as const],
    is: ['cancelled', 'waiting'],
  },
  {
    why: 'what failed runs again after a retry',
    told: [begun('fetch'), ended('fetch', 'failed'), ['recovered', {}] as const, begun('fetch')],
    is: ['processing', 'waiting'],
  },
])('$why', ({ told, is }) => {
  expect(tellStory(steps, events(...(told as Parameters<typeof events>))).steps.map(({ status }) => status)).toEqual(is)
})

test('a step took from its beginning to its end, and says why it was skipped', () => {
  const [fetch, publish] = tellStory(
    steps,
    events(begun('fetch'), ['log', { message: 'x', stepId: 'fetch' }], ended('fetch', 'completed'), [
      'log',
      { message: 'Skipping step publish because its if condition was false', stepId: 'publish', status: 'skipped' },
    ]),
  ).steps
  expect(spanMs(fetch?.startedAt ?? '', fetch?.endedAt ?? '')).toBe(2_000)
  expect(publish?.skipped).toContain('if condition was false')
})

test('a message of several lines is several lines of the log', () => {
  const { lines } = tellStory(
    steps,
    events(['log', { message: 'one\ntwo\n', stepId: 'fetch' }], ended('fetch', 'failed', 'Error: no\n  at x')),
  )
  expect(lines.map(({ text, level }) => [text, level])).toEqual([
    ['one', undefined],
    ['two', undefined],
    ['Error: no', 'error'],
    ['  at x', 'error'],
  ])
})

const task = (status: Task['status'], more: Partial<Task> = {}): Task => ({
  id: 't',
  status,
  createdAt: '2026-11-21T10:00:00.000Z',
  spec: { apiVersion: 'x', steps, output: {}, parameters: {} },
  ...more,
})

test.each([
  { why: 'open', task: task('open'), told: [], state: 'queued' },
  { why: 'open, for an approval', task: task('open', { waitsFor: 'approval' }), told: [], state: 'approval' },
  { why: 'open when it was read, begun since', task: task('open'), told: [begun('fetch')], state: 'running' },
  { why: 'running, its events on their way', task: task('processing'), told: [], state: 'running' },
  { why: 'ended, its events deleted', task: task('failed'), told: [], state: 'failed' },
  { why: 'read while it ran, ended since', task: task('processing'), told: [['completion', {}]], state: 'completed' },
  { why: 'failed since', task: task('processing'), told: [['completion', failure]], state: 'failed' },
  {
    why: 'cancelled, the step not yet stopped',
    task: task('processing'),
    told: [['cancelled', {}]],
    state: 'cancelling',
  },
  {
    why: 'cancelled tasks end as failed ones',
    task: task('failed'),
    told: [
      ['cancelled', {}],
      ['completion', failure],
    ],
    state: 'cancelled',
  },
  {
    why: 'a retry that waits for room',
    task: task('open'),
    told: [begun('fetch'), ended('fetch', 'failed'), ['completion', failure], ['recovered', {}]],
    state: 'queued',
  },
])('a task is $state: $why', ({ task, told, state }) => {
  expect(stateOf(task, tellStory(steps, events(...(told as Parameters<typeof events>))))).toBe(state)
})

test('clocks that disagree make no negative time', () => {
  expect(spanMs('2026-11-21T10:00:05.000Z', '2026-11-21T10:00:00.000Z')).toBe(0)
})
