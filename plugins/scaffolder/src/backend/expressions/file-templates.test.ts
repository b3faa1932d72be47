import { expect, test } from 'vitest'
import { errors } from '../../model/errors.ts'
import type { TemplatingExtension } from '../../model/services.ts'
import { integrationType } from '../fixtures/conformance-scope.ts'
import { createFileTemplates } from './file-templates.ts'

const extensions: TemplatingExtension[] = [
  { kind: 'filter', id: 'shout', apply: (input, mark) => `${input}${mark ?? '!'}` },
  { kind: 'function', id: 'give', call: (...args) => args.map((arg) => arg ?? null) },
  { kind: 'value', id: 'company', value: { name: 'Acme' } },
]
const templates = createFileTemplates(() => ({ extensions, integrationType }))
const values = { name: 'Shop', list: [1, 2], object: { a: 1 }, repoUrl: 'github.com?owner=acme&repo=shop' }
const one = (source: string, syntax = {}) => templates.open(syntax, values).render([{ path: 'a/b.txt', source }])[0]

test.each<[string, string]>([
  ['${{ values.name }}', 'Shop'],
  ['${{ values.object }}', '[object Object]'],
  ['${{ values.nope }}', ''],
  ['${{ values.repoUrl | projectSlug }}', 'acme/shop'],
  ['${{ values.name | shout }}${{ values.name | shout("?") }}', 'Shop!Shop?'],
  ['${{ give(1, values.object).length }}', '2'],
  ['${{ company.name }}', 'Acme'],
  ['{{ values.name }}', '{{ values.name }}'],
  ['a\n{# a note #}\nb', 'a\n\nb'],
])('%s gives %s', (source, expected) => {
  expect(one(source)).toBe(expected)
})

test.each<[string, string]>([
  ['{{ cookiecutter.name }}', 'Shop'],
  ['{{ cookiecutter.object | jsonify }}', '{"a":1}'],
  ['{{ cookiecutter.list.count(2) }}', '1'],
  ['{{ cookiecutter.object.get("b", "c") }}', 'c'],
  ['{% for k, v in cookiecutter.object.items() %}{{ k }}={{ v }}{% endfor %}', 'a=1'],
  ['{{ values.name }}', ''],
  ['{{ cookiecutter.name | shout }}', 'Shop!'],
])('%s gives %s for cookiecutter', (source, expected) => {
  expect(one(source, { cookiecutterCompat: true })).toBe(expected)
})

test.each<[object, string]>([
  [{}, 'a\n  \n  b\n  \nc'],
  [{ trimBlocks: true }, 'a\n    b\n  c'],
  [{ lstripBlocks: true }, 'a\n\n  b\n\nc'],
  [{ trimBlocks: true, lstripBlocks: true }, 'a\n  b\nc'],
])('white space about blocks with %o', (syntax, expected) => {
  expect(one('a\n  {% if true %}\n  b\n  {% endif %}\nc', syntax)).toBe(expected)
})

test.each<[string, string]>([
  ['line 1\nline 2 ${{ values.name | nosuch }}', 'line 2'],
  ['${{ always() }}', 'always'],
  ['${{ values.name && 1 }}', '"&"'],
  [`\${{ "${'a'.repeat(60)}!" | replace(r/(a+)+$/, "") }}`, 'took too long'],
])('%s fails, and the message names file and reason', (source, reason) => {
  const texts = [
    { path: 'good', source: '${{ values.name }}' },
    { path: 'a/b.txt', source },
  ]
  const render = () => templates.open({}, values).render(texts)
  expect(render).toThrow(expect.toSatisfy(errors.fileNotRendered.is))
  expect(render).toThrow(`"a/b.txt" could not be rendered.`)
  expect(render).toThrow(reason)
})
