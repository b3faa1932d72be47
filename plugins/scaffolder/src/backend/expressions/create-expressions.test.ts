import { expect, test } from 'vitest'
import { createExpressions } from './create-expressions.ts'
import type { ExpressionScope } from './expressions.ts'

const scope: ExpressionScope = {
  parameters: { n: 3, s: 'a', o: { x: 1 }, l: [1, 2], z: false, evil: '${{ 1 + 1 }}' },
  steps: {},
  context: { task: { id: 'task-1' } },
  environment: { parameters: {} },
}
const expressions = createExpressions({
  extensions: [],
  integrationType: (host) => (host === 'github.com' ? 'github' : undefined),
})

test('whatever is deep in a value is rendered, keys stay, and what is undefined goes', () => {
  const value = {
    '${{ parameters.s }}': ['${{ parameters.nope }}', '${{ parameters.o }}'],
    gone: '${{ parameters.nope }}',
    no: null,
  }
  expect(expressions.render(value, scope)).toEqual({
    value: { '${{ parameters.s }}': [null, { x: 1 }], no: null },
    problems: [],
  })
})

test('what fails stays as it is written, and is reported with its place', () => {
  const source = '${{ parameters.s && true }}'
  expect(expressions.render({ values: { names: ['x', source] } }, scope)).toEqual({
    value: { values: { names: ['x', source] } },
    problems: [{ path: 'values.names.1', source, message: expect.stringContaining('Unexpected character "&"') }],
  })
})

test('what is given belongs to the caller', () => {
  const { value } = expressions.render('${{ parameters.o }}', scope)
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  expect(Object.isFrozen(value)).toBe(false)
  expect(value).not.toBe(scope.parameters.o)
})

test.each([
  ['absent', undefined, true],
  ['true', true, true],
  ['false', false, false],
  ['the text "false"', 'false', true],
  ['an empty text', '', false],
  ['false', '${{ parameters.z }}', false],
  ['a number', '${{ parameters.n }}', true],
  ['zero', '${{ 0 }}', false],
  ['an empty list', '${{ [] }}', false],
  ['a list', '${{ parameters.l }}', true],
  ['an object without members', '${{ {} }}', true],
  ['undefined', '${{ parameters.nope }}', false],
  ['a syntax error', '${{ bad syntax', true],
  ['a secret, which conditions do not see', '${{ secrets.t }}', false],
])('a condition: %s', (_, condition, holds) => {
  expect(expressions.holds(condition, scope, { hasFailed: false })).toMatchObject({ holds, asked: false })
})

test.each([
  ['always()', '${{ always() }}', { hasFailed: true }, { holds: true, asked: true }],
  ['failure() after a failure', '${{ failure() }}', { hasFailed: true }, { holds: true, asked: true }],
  ['failure() before any', '${{ failure() }}', { hasFailed: false }, { holds: false, asked: true }],
  [
    'a call that is never reached',
    '${{ parameters.z and always() }}',
    { hasFailed: true },
    { holds: false, asked: false },
  ],
  ['a question in text', '{% if failure() %}yes{% endif %}', { hasFailed: true }, { holds: true, asked: true }],
  ['always() where there are no steps', '${{ always() }}', undefined, { holds: true, asked: false }],
])('%s', (_, condition, run, expected) => {
  expect(expressions.holds(condition, scope, run)).toMatchObject(expected)
})
