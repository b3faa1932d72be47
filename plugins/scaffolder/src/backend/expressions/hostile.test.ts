import type { JsonObject, JsonValue } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { errors } from '../../model/errors.ts'
import type { TemplatingExtension } from '../../model/services.ts'
import { conformanceScope, integrationType } from '../fixtures/conformance-scope.ts'
import { createExpressions } from './create-expressions.ts'
import type { ExpressionScope, Rendered } from './expressions.ts'

const leaky: TemplatingExtension = { kind: 'function', id: 'identity', call: (value) => value }
const make = (timeoutMs: number) => createExpressions({ extensions: [leaky], integrationType, timeoutMs })
// Attacks on time are told from honest work on a busy machine.
const impatient = make(300)
const expressions = make(30_000)
const isTooSlow = expect.toSatisfy(errors.expressionsTooSlow.is)
const scopeOf = (parameters: JsonObject): ExpressionScope => ({
  ...conformanceScope,
  parameters: { ...conformanceScope.parameters, ...parameters },
})

const nested = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`

describe('a template that', () => {
  test.each<[attack: string, source: string]>([
    ['reaches for the constructor of a text', '${{ parameters.s.constructor.constructor("return process")() }}'],
    ['reaches for the constructor of a list', '${{ [].constructor }}'],
    ['reaches for the constructor of a number', '${{ (1).constructor }}'],
    ['reaches for the prototype', '${{ parameters.o.__proto__.polluted }}'],
    ['reaches for the prototype of a function', '${{ range.prototype }}'],
    ['reaches for the constructor of a function', '${{ range.constructor("return 1")() }}'],
    ['reaches for the constructor of a function of the portal', '${{ identity.constructor("return 1")() }}'],
    ['reaches for the constructor of a macro', '{% macro m() %}{% endmacro %}${{ m.constructor }}'],
    ['reaches for the constructor by a filter', '${{ parameters.people | join("", "constructor") }}'],
    ['reaches for the constructor by groupby', '${{ parameters.people | groupby("__proto__") }}'],
    ['sets a member of the prototype', '{% set parameters.__proto__ = 1 %}x'],
    ['makes a variable of a reserved name', '{% set constructor = 1 %}${{ constructor }}'],
    ['makes an object with a prototype', '${{ {"__proto__": {"polluted": 1}} }}'],
    ['loops with a reserved name', '{% for __proto__ in parameters.l %}x{% endfor %}'],
    ['reads the server’s files', '{% include "/etc/passwd" %}'],
    ['takes a function along', '${{ identity(range) }}'],
    ['calls a function of the runtime', '${{ setTimeout("x") }}'],
    ['requires a module', '${{ require("child_process") }}'],
    ['nests lists without end', `\${{ ${nested(5000, '[', ']')} }}`],
    ['nests parentheses without end', `\${{ ${nested(5000, '(', ')')} }}`],
    ['nests blocks without end', `${'{% if 1 %}'.repeat(2000)}x${'{% endif %}'.repeat(2000)}`],
    ['chains filters without end', `\${{ "x"${' | upper'.repeat(300_000)} }}`],
    ['loops for ever', '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}'],
    ['asks for a giant range', '${{ range(1000000000) }}'],
    ['asks for a giant text', '${{ "x" | center(1000000000) }}'],
    ['asks for giant indents', '${{ "x\\ny" | indent(1000000000) }}'],
    ['asks for giant slices', '${{ [1] | slice(1000000000) }}'],
    ['asks for giant batches', '${{ [1] | batch(1000000000, "x") }}'],
    ['asks for a giant list', '${{ [1].fill(1, 0, 1000000000).concat(range(1000000000)) }}'],
    [
      'laughs a billion times',
      `{% set a = "lolololololol" %}${'{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}'.repeat(12)}\${{ a | upper }}x`,
    ],
    ['writes without end', '{% set a = "x" | center(100000) %}{% for i in range(10000) %}${{ a }}{% endfor %}'],
    ['calls itself', '{% macro m() %}${{ m() }}{% endmacro %}${{ m() }}'],
    ['calls the portal without end', '{% for i in range(100000) %}${{ identity(i) }}{% endfor %}'],
    ['prints a NUL byte in its tag', '${{ parameters.s \0 }}'],
    ['closes with a look-alike brace', '${{ parameters.s ｝｝'],
    ['turns the direction of text in a name', '${{ parameters.\u202es }}'],
  ])('%s is left as it is written, or stopped', (_, source) => {
    let rendered: Rendered | undefined
    try {
      rendered = impatient.render(source, conformanceScope)
    } catch (error) {
      // A slow machine may stop what would have reached another limit.
      expect(error).toEqual(isTooSlow)
    }
    if (rendered) expect(rendered).toEqual({ value: source, problems: [expect.objectContaining({ source })] })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    // The next one is none the worse for it.
    expect(expressions.render('${{ parameters.n }}', conformanceScope)).toEqual({ value: 3, problems: [] })
  })

  test.each<[attack: string, source: string]>([
    ['reaches for a constructor by a put together name', '${{ parameters.o["const" ~ "ructor"] }}'],
    ['reaches for a constructor by a slice of the name', '${{ parameters.o["xconstructor".slice(1)] }}'],
    ['reaches for a constructor by the name in a list', '${{ parameters.o[["constructor"]] }}'],
  ])('%s finds nothing', (_, source) => {
    expect(expressions.render(source, conformanceScope)).toEqual({ value: undefined, problems: [] })
  })

  const almost = `${'a'.repeat(60)}!`
  test.each<[attack: string, source: string]>([
    ['a filter', `\${{ "${almost}" | replace(r/(a+)+$/, "") }}`],
    ['a method', `\${{ "${almost}".replace(r/^(a|aa)+$/, "") }}`],
    ['a test', `\${{ r/^(([a-z])+.)+[A-Z]([a-z])+$/.test("${almost}") }}`],
    ['a split', `\${{ "${almost}".split(r/(a*)*b/) }}`],
  ])('makes a regular expression backtrack in %s is stopped', (_, source) => {
    expect(() => impatient.render({ a: source, b: 'x' }, conformanceScope)).toThrow(isTooSlow)
    expect(expressions.render('${{ "aab" | replace(r/(a+)+b/, "x") }}', conformanceScope).value).toBe('x')
  })

  test('works on huge texts over and over is stopped', () => {
    const source = '{% for i in range(100000) %}{% set b = parameters.big | replace("a", "b") %}{% endfor %}'
    expect(() => impatient.render(source, scopeOf({ big: 'a'.repeat(1_000_000) }))).toThrow(isTooSlow)
  })

  test('asks a slow question does not hold for that', () => {
    const condition = '${{ parameters.role | replace(r/(a+)+$/, "") == "admin" }}'
    const holds = (role: string, by = expressions) => by.holds(condition, scopeOf({ role }), { hasFailed: false }).holds
    expect(() => holds(almost, impatient)).toThrow(isTooSlow)
    expect([holds('admin'), holds('guest')]).toEqual([true, false])
  })
})

/** As it comes from a request: such keys are own members then. */
const json = (text: string) => JSON.parse(text) as JsonObject
const deep = (levels: number): JsonValue => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)

describe('an answer of the form that', () => {
  test.each<[attack: string, parameters: JsonObject]>([
    ['is called __proto__', json('{"__proto__": {"isAdmin": true}}')],
    ['is called constructor', json('{"constructor": {"prototype": {"isAdmin": true}}}')],
    ['is called prototype', json('{"prototype": 1}')],
    ['has such a key further down', json('{"a": [{"__proto__": {"isAdmin": true}, "constructor": 1}]}')],
    ['holds template text', { name: '${{ secrets.t }}{% if true %}{# #}' }],
    ['closes the tag that it is put into', { name: '}} ${{ secrets.t }}' }],
    ['holds a NUL byte and half of a surrogate pair', { name: '\0\ud800' }],
  ])('%s does not switch a condition on, and pollutes nothing', (_, parameters) => {
    const scope = scopeOf(parameters)
    expect(expressions.holds('${{ parameters.isAdmin }}', scope, { hasFailed: false })).toEqual({
      holds: false,
      asked: false,
      problems: [],
    })
    expect(expressions.render('x${{ parameters.name }}', scope).value).toBe(`x${parameters.name ?? 'Payment Service'}`)
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
  })

  test.each<[attack: string, parameters: JsonObject]>([
    ['is nested too deeply', { a: deep(300) }],
    ['has too many members', { a: Array.from({ length: 100_001 }, () => 0) }],
  ])('%s fails the step instead of switching its expressions off', (_, parameters) => {
    const holds = () => expressions.holds('${{ parameters.isAdmin }}', scopeOf(parameters), { hasFailed: false })
    expect(holds).toThrow(expect.toSatisfy(errors.tooManyValues.is))
  })

  test('is changed by a template stays as it was', () => {
    const scope = scopeOf({ list: [1] })
    expect(expressions.render('${{ parameters.list.push(2) }}${{ parameters.list }}', scope).value).toBe('21,2')
    expect(scope.parameters.list).toEqual([1])
    expect(expressions.render('${{ parameters.list }}', scope).value).toEqual([1])
  })
})

test('a value that is nested too deeply is left as it is', () => {
  const value: JsonValue = { a: deep(10_000), b: '${{ parameters.n }}' }
  const { value: rendered, problems } = expressions.render(value, conformanceScope)
  expect((rendered as JsonObject).b).toBe(3)
  expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('deeper than') })])
})

test('a key __proto__ of a step stays a key', () => {
  const { value } = expressions.render(json('{"__proto__": {"polluted": "${{ parameters.n }}"}}'), conformanceScope)
  expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":3}}')
  expect((value as JsonObject).polluted).toBeUndefined()
})

test.each<[string, TemplatingExtension[]]>([
  ['twice', [leaky, leaky]],
  ['as one of every portal', [{ kind: 'filter', id: 'pick', apply: () => null }]],
  ['by a reserved name', [{ kind: 'value', id: 'constructor', value: 1 }]],
  ['by a name that is none', [{ kind: 'value', id: 'a-b', value: 1 }]],
])('an extension that is there %s is refused at the start', (_, extensions) => {
  expect(() => createExpressions({ extensions, integrationType })).toThrow()
})
