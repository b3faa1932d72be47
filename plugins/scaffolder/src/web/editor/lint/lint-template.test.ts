import { expect, test } from 'vitest'
import { lintTemplate } from './lint-template.ts'
import { readTemplate } from './read-template.ts'

const installed = {
  actions: [
    {
      id: 'fetch:template',
      schema: {
        input: {
          additionalProperties: false,
          required: ['url'],
          properties: { url: {}, values: {} },
        },
      },
    },
    { id: 'debug:log', schema: { input: { properties: { message: {} } } } },
    { id: 'open' },
  ],
  filters: ['parseRepoUrl'],
}

const before = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: x }
spec:
  type: service
  parameters:
    properties: { name: {}, repo-url: {}, size: {} }
    dependencies: { name: { oneOf: [{ properties: { late: {} } }] } }
  steps:
`
const firstLine = before.split('\n').length

/** What is found in a template with these steps, by the line below `steps`. */
function lint(steps: string) {
  const reading = readTemplate(before + steps)
  if (reading.state !== 'read') throw new Error(JSON.stringify(reading))
  return lintTemplate(reading.template, reading.lineOf, installed).map(
    ({ line, kind, name, of }) => `${line - firstLine + 1} ${kind} ${name}${of === undefined ? '' : ` (${of})`}`,
  )
}

const step = (expression: string) =>
  `    - id: first-one\n      action: open\n    - id: second\n      action: debug:log\n      input:\n        message: ${expression}`

test.each([
  { why: 'a sound one', steps: '    - action: fetch:template\n      input: { url: ./x, values: {} }', found: [] },
  { why: 'an action nobody has', steps: '    - action: fetch:templat', found: ['1 unknown-action fetch:templat'] },
  { why: 'a step without an action', steps: '    - id: x\n      name: Fetch', found: ['1 no-action action (Fetch)'] },
  {
    why: 'an input that the action does not take',
    steps: '    - action: fetch:template\n      input:\n        url: ./x\n        value: {}',
    found: ['4 unknown-input value (fetch:template)'],
  },
  {
    why: 'an input that it needs',
    steps: '    - action: fetch:template\n      input: { values: {} }',
    found: ['2 missing-input url (fetch:template)'],
  },
  { why: 'an action that takes anything', steps: '    - action: open\n      input: { a: 1 }', found: [] },
  { why: 'an open schema takes more', steps: '    - action: debug:log\n      input: { more: 1 }', found: [] },
  {
    why: 'two steps of one id',
    steps: '    - { id: a, action: open }\n    - { id: a, action: open }',
    found: ['2 same-id a'],
  },
  {
    why: 'an expression without an end',
    steps: step("'${{ parameters.name'"),
    found: ['6 unclosed ${{ parameters.name'],
  },
  { why: 'a filter nobody has', steps: step('${{ parameters.name | shout }}'), found: ['6 unknown-filter shout'] },
  {
    why: 'filters of the language and of the portal',
    steps: step("${{ parameters['repo-url'] | parseRepoUrl | dump }}"),
    found: [],
  },
  { why: 'a bar in a text is no filter', steps: step('${{ "a | b" }}'), found: [] },
  {
    why: 'a step with a dash, read with a dot',
    steps: step('${{ steps.first-one.output.x }}'),
    found: ['6 dashed-name first-one (steps)'],
  },
  { why: 'a step with a dash, in brackets', steps: step("${{ steps['first-one'].output.x }}"), found: [] },
  {
    why: 'a parameter with a dash, read with a dot',
    steps: step('${{ parameters.repo-url }}'),
    found: ['6 dashed-name repo-url (parameters)'],
  },
  { why: 'a real subtraction', steps: step('${{ parameters.size - 1 }}'), found: [] },
  { why: 'a step that has not run yet', steps: step('${{ steps.second.output.x }}'), found: ['6 unknown-step second'] },
  { why: 'a parameter that no page asks', steps: step('${{ parameters.nmae }}'), found: ['6 unknown-parameter nmae'] },
  { why: 'a parameter that is asked on a condition', steps: step('${{ parameters.late }}'), found: [] },
  { why: 'a member that is called like it', steps: step('${{ user.entity.parameters.x }}'), found: [] },
])('$why', ({ steps, found }) => {
  expect(lint(steps)).toEqual(found)
})

test('a step without an id has one by its place', () => {
  expect(lint("    - action: open\n    - action: open\n      if: ${{ steps['step-1'].output.x }}")).toEqual([])
})

test('the output knows all steps', () => {
  expect(
    lint(
      '    - { id: a, action: open }\n  output:\n    links:\n      - { url: "${{ steps.a.output.x }}", title: "${{ steps.b }}" }',
    ),
  ).toEqual(['4 unknown-step b'])
})

test.each([
  { why: 'what is no YAML', text: 'a: [\nb: {', state: 'broken' },
  { why: 'another kind', text: 'kind: Component', state: 'other' },
  { why: 'nothing', text: '', state: 'other' },
  { why: 'a list', text: '- a', state: 'other' },
  { why: 'a template behind another document', text: 'kind: Location\n---\nkind: Template', state: 'read' },
])('$why is $state', ({ text, state }) => {
  expect(readTemplate(text).state).toBe(state)
})

test('a template of which nothing is right', () => {
  const reading = readTemplate('kind: Template\nspec: 5')
  if (reading.state !== 'read') throw new Error('It can be read.')
  expect(lintTemplate(reading.template, reading.lineOf, installed).map(({ kind }) => kind)).toEqual([
    'api-version',
    'no-type',
    'no-steps',
  ])
})
