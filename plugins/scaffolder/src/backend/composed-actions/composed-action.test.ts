import { expect, test } from 'vitest'
import { composeActions, findCompositionProblems } from './composed-action.ts'

const entry = (id: string, ...actions: (string | object)[]) => ({
  id,
  description: 'Does it.',
  input: { properties: { name: { type: 'string' } } },
  steps: actions.map((action) => (typeof action === 'string' ? { action } : action)),
  output: { url: '${{ steps.publish.output.url }}' },
})
const known = new Set(['debug:log', 'fs:delete'])

test('an entry becomes an action with steps that have ids and names', () => {
  const [action] = composeActions([entry('a:b', 'debug:log', { id: 'x', name: 'X', action: 'fs:delete', if: 'y' })])
  expect(action).toMatchObject({
    id: 'a:b',
    input: { type: 'object', additionalProperties: false, properties: { name: { type: 'string' } } },
    output: { properties: { url: {} } },
    steps: [
      { id: 'step-1', name: 'debug:log', action: 'debug:log' },
      { id: 'x', name: 'X', action: 'fs:delete', if: 'y' },
    ],
  })
})

test.each([
  { why: 'nothing is wrong', entries: [entry('a', 'debug:log'), entry('b', 'a', 'a')], problems: [] },
  {
    why: 'an unknown action is named with its key',
    entries: [entry('a', 'debug:log', 'debug:lag')],
    problems: ['scaffolder.actions[0].steps[1].action: no plugin has an action "debug:lag".'],
  },
  {
    why: 'a step without an action',
    entries: [entry('a', { id: 'x' })],
    problems: ['scaffolder.actions[0].steps[0].action: is required.'],
  },
  {
    why: 'two steps of one id',
    entries: [entry('a', { id: 'x', action: 'debug:log' }, { id: 'x', action: 'debug:log' })],
    problems: ['scaffolder.actions[0].steps[1].id: another step is called "x", too.'],
  },
  {
    why: "the name of a plugin's action",
    entries: [entry('debug:log', 'fs:delete')],
    problems: ['scaffolder.actions[0].id: a plugin has an action "debug:log" already.'],
  },
  {
    why: 'a name twice',
    entries: [entry('a', 'fs:delete'), entry('a', 'fs:delete')],
    problems: ['scaffolder.actions[0].id: another entry is called "a", too.'],
  },
  {
    why: 'an action that runs itself',
    entries: [entry('a', 'a')],
    problems: ['scaffolder.actions[0].steps: the action runs itself: a → a.'],
  },
  {
    why: 'actions that run each other',
    entries: [entry('a', 'b'), entry('b', 'c'), entry('c', 'b', 'debug:log')],
    problems: [
      'scaffolder.actions[1].steps: the action runs itself: b → c → b.',
      'scaffolder.actions[2].steps: the action runs itself: c → b → c.',
    ],
  },
])('$why', ({ entries, problems }) => {
  expect(findCompositionProblems(composeActions(entries), known)).toEqual(problems)
})
