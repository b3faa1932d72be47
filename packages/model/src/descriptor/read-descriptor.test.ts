import { describe, expect, test } from 'vitest'
import { builtinKinds } from '../kinds/builtin-kinds.ts'
import { kindModel } from '../kinds/kind-model.ts'
import { validateEntity } from '../validate-entity.ts'
import { locateProblems, readDescriptor } from './read-descriptor.ts'

const file = 'catalog-info.yaml'
const model = kindModel(builtinKinds)

/** Everything that is wrong with a file: `code@line`, in the order it is found. */
function problemsIn(text: string): string[] {
  const { documents, problems } = readDescriptor(text, { file })
  const invalid = documents.flatMap((document) => locateProblems(validateEntity(document.value, model), document, file))
  return [...problems, ...invalid].map(({ code, line }) => `${code.replace('model/', '')}@${line}`)
}

const good = (name: string) => `apiVersion: backstage.io/v1alpha1
kind: Domain
metadata:
  name: ${name}
spec:
  owner: team-a
`

describe('what is read', () => {
  test.each<{ why: string; text: string; values: unknown[] }>([
    { why: 'several documents', text: 'a: 1\n---\nb: 2\n--- # three\nc: 3', values: [{ a: 1 }, { b: 2 }, { c: 3 }] },
    { why: 'JSON', text: '{"a": [1, null, true]}', values: [{ a: [1, null, true] }] },
    {
      why: 'a byte order mark and Windows line ends',
      text: '\uFEFF---\r\na: |\r\n  x\r\n  y\r\n---\r\nb: 2\r\n',
      values: [{ a: 'x\ny\n' }, { b: 2 }],
    },
    {
      why: 'yes, no, on, off and dates stay texts',
      text: 'a: [yes, no, on, off, 2020-01-01]',
      values: [{ a: ['yes', 'no', 'on', 'off', '2020-01-01'] }],
    },
    {
      why: 'null, booleans and numbers',
      text: 'a: [~, null, true, 1, 0x10, 0o7, 1.5, 1e3]',
      values: [{ a: [null, null, true, 1, 16, 7, 1.5, 1000] }],
    },
    {
      why: 'merge keys stay keys',
      text: 'a: &x {b: 1}\nc:\n  <<: *x',
      values: [{ a: { b: 1 }, c: { '<<': { b: 1 } } }],
    },
    { why: 'anchors and aliases', text: 'a: &x [1]\nb: *x', values: [{ a: [1], b: [1] }] },
    { why: 'empty documents are skipped', text: '---\n---\n# nothing\n---\na: 1\n---\n~\n---\n', values: [{ a: 1 }] },
    {
      why: 'directives and document ends',
      text: '%YAML 1.2\n---\na: 1\n...\n# end\n---\nb: 2\n...\n',
      values: [{ a: 1 }, { b: 2 }],
    },
    { why: 'comments in front', text: '# hello\n\n---\n# more\na: 1', values: [{ a: 1 }] },
    { why: 'unknown tags are ignored', text: 'a: !mine x\nb: !!binary aGk=', values: [{ a: 'x', b: 'aGk=' }] },
    { why: 'dashes in a text block, indented', text: 'a: |\n  ---\n  b: 1\n', values: [{ a: '---\nb: 1\n' }] },
    { why: 'dashes that are no boundary', text: 'a: 1\n---- : 2\n', values: [{ a: 1, '----': 2 }] },
    { why: 'nothing at all', text: '', values: [] },
    { why: 'only comments', text: '# a\n# b', values: [] },
  ])('$why', ({ text, values }) => {
    const { documents, problems } = readDescriptor(text, { file })
    expect(problems).toEqual([])
    expect(documents.map((document) => document.value)).toEqual(values)
  })

  test('documents know their place', () => {
    const { documents } = readDescriptor('# c\n---\na: 1\n---\n---\n\n  b: 2\n--- {c: 3}\n', { file })
    expect(documents.map(({ line, column, index }) => [line, column, index])).toEqual([
      [3, 1, 0],
      [7, 3, 2],
      [8, 5, 3],
    ])
  })

  test('a key called __proto__ is a key', () => {
    const { documents } = readDescriptor('__proto__: {polluted: 1}', { file })
    expect(Object.keys(documents[0]?.value ?? {})).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('lineOf', () => {
  const text = `x: 1\n---\n${good('a')}  list:\n    - p\n    - q: 1\n      a/b: 2\n`
  test.each([
    { pointer: '', at: [3, 1] },
    { pointer: '/kind', at: [4, 1] },
    { pointer: '/metadata/name', at: [6, 3] },
    { pointer: '/spec/list/1', at: [11, 7] },
    { pointer: '/spec/list/1/a~1b', at: [12, 7] },
    { pointer: '/spec/missing', at: [7, 1] },
    { pointer: '/spec/list/9/x', at: [9, 3] },
    { pointer: '/nope', at: [3, 1] },
  ])('$pointer', ({ pointer, at: [line, column] }) => {
    expect(readDescriptor(text, { file }).documents[1]?.lineOf(pointer)).toEqual({ line, column })
  })
})

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefgh'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`),
].join('\n')

describe('what is refused, with its line', () => {
  test.each<{ why: string; text: string; problems: string[] }>([
    // Not text, or not YAML.
    { why: 'a NUL byte', text: 'a: 1\nb: \0', problems: ['not-text@2'] },
    { why: 'a picture', text: '\uFFFDPNG\r\n\u001a\n\0\0\0\rIHDR', problems: ['not-text@2'] },
    { why: 'an escape character', text: 'a: \u001b[31m', problems: ['not-text@1'] },
    { why: 'a tab as indent', text: 'a:\n\tb: 1', problems: ['yaml-syntax@2'] },
    { why: 'bad indentation', text: 'a: 1\n b: 2', problems: ['yaml-syntax@1'] },
    { why: 'a colon in a plain text', text: 'a:\n  b: c: d', problems: ['yaml-syntax@2'] },
    { why: 'an open list', text: 'a: [1, 2', problems: ['yaml-syntax@1'] },
    { why: 'an open map', text: 'a: {b: 1', problems: ['yaml-syntax@1'] },
    { why: 'an open quote', text: 'a: "b\nc: 1', problems: ['yaml-syntax@2'] },
    { why: 'a bad escape', text: 'a: "\\q"', problems: ['yaml-syntax@1'] },
    { why: 'a reserved character', text: 'a: @b', problems: ['yaml-syntax@1'] },
    { why: 'an alias without an anchor', text: 'a: *b', problems: ['yaml-syntax@1'] },
    { why: 'a key twice', text: 'a: 1\nb:\n  c: 1\n  c: 2', problems: ['yaml-duplicate-key@4'] },
    { why: 'a list as key', text: '? [a]\n: 1', problems: ['yaml-key@1'] },
    { why: 'a template in braces', text: 'a: {{ b }}', problems: ['yaml-key@1'] },
    { why: 'a list at the root', text: '- a\n- b', problems: ['yaml-not-a-map@1'] },
    { why: 'a text at the root', text: '---\nhello', problems: ['yaml-not-a-map@2'] },
    {
      why: 'a number at the root',
      text: 'a: 1\n---\n\n42',
      problems: ['yaml-not-a-map@4', 'field-missing@1', 'field-missing@1', 'field-missing@1'],
    },
    // Attacks.
    { why: 'an alias bomb', text: bomb, problems: ['yaml-aliases@1'] },
    {
      why: 'a big text repeated',
      text: `a: &a ${'x'.repeat(100_000)}\nb: [${Array(90).fill('*a')}]`,
      problems: ['yaml-too-big@1'],
    },
    { why: 'an alias inside of itself', text: 'a: &a [*a]', problems: ['too-deep@1'] },
    { why: 'a thousand brackets', text: `a: ${'['.repeat(1000)}${']'.repeat(1000)}`, problems: ['too-deep@1'] },
    { why: 'a hundred thousand brackets', text: '['.repeat(100_000), problems: ['too-deep@1'] },
    { why: 'a hundred thousand dashes', text: `${'- '.repeat(100_000)}a`, problems: ['too-deep@1'] },
    // YAML, but no entity.
    { why: 'no kind', text: good('a').replace('kind: Domain\n', ''), problems: ['field-missing@1'] },
    { why: 'an empty kind', text: good('a').replace('Domain', ''), problems: ['field-empty@2'] },
    { why: 'a misspelt kind', text: good('a').replace('Domain', 'Doman'), problems: ['unknown-kind@2'] },
    { why: 'an unknown version', text: good('a').replace('v1alpha1', 'v2'), problems: ['unknown-api-version@1'] },
    { why: 'a number as version', text: good('a').replace('backstage.io/v1alpha1', '1'), problems: ['field-type@1'] },
    { why: 'no metadata', text: 'apiVersion: v1\nkind: Domain', problems: ['field-missing@1'] },
    { why: 'empty metadata', text: 'apiVersion: v1\nkind: Domain\nmetadata:', problems: ['field-type@3'] },
    { why: 'a number as name', text: good('2001'), problems: ['field-type@4'] },
    { why: 'a boolean as name', text: good('true'), problems: ['field-type@4'] },
    { why: 'an empty name', text: good('""'), problems: ['field-empty@4'] },
    { why: 'a name with a blank', text: good('a b'), problems: ['field-syntax@4'] },
    { why: 'a long name', text: good('a'.repeat(64)), problems: ['field-syntax@4'] },
    { why: 'an upper-case namespace', text: good('a\n  namespace: Foo'), problems: ['field-syntax@5'] },
    { why: 'annotations as a list', text: good('a\n  annotations:\n    - b: c'), problems: ['field-type@5'] },
    { why: 'a number as annotation', text: good('a\n  annotations:\n    b/c: 7'), problems: ['field-type@6'] },
    { why: 'a bad annotation key', text: good('a\n  annotations:\n    b/c/d: x'), problems: ['key-syntax@6'] },
    { why: 'a bad label', text: good('a\n  labels:\n    b: c d'), problems: ['field-syntax@6'] },
    { why: 'a bad tag', text: good('a\n  tags:\n    - ok\n    - Not OK'), problems: ['field-syntax@7'] },
    { why: 'a link without url', text: good('a\n  links:\n    - title: b'), problems: ['field-missing@6'] },
    { why: 'a relative link', text: good('a\n  links:\n    - url: b'), problems: ['field-syntax@6'] },
    { why: 'keys that differ in case', text: good('a\n  foo: 1\n  Foo: 2'), problems: ['keys-differ-in-case@6'] },
    { why: 'an unknown root field', text: `${good('a')}more: 1`, problems: ['root-field-unknown@7'] },
    { why: 'relations from the author', text: `${good('a')}relations: []`, problems: ['root-field-unknown@7'] },
    { why: 'no spec', text: good('a').replace(/spec:[\s\S]*/, ''), problems: ['field-missing@1'] },
    { why: 'an empty spec', text: good('a').replace(/ {2}owner.*\n/, ''), problems: ['field-type@5'] },
    { why: 'no owner', text: good('a').replace('owner: team-a', 'type: x'), problems: ['field-missing@5'] },
    { why: 'an empty owner', text: good('a').replace('team-a', ''), problems: ['field-empty@6'] },
    { why: 'owners as a list', text: good('a').replace('team-a', '[a, b]'), problems: ['field-type@6'] },
    { why: 'an owner that is no ref', text: good('a').replace('team-a', '"group:"'), problems: ['ref-malformed@6'] },
    {
      why: 'several at once',
      text: good('-a\n  namespace: B').replace('team-a', '1'),
      problems: ['field-syntax@4', 'field-syntax@5', 'field-type@7'],
    },
  ])('$why', ({ text, problems }) => {
    expect(problemsIn(text)).toEqual(problems)
  })

  test.each(['a: [1', 'a: "1', '\ta', 'a: *b', '- 1', 'a: 1\na: 2', '? {', "a: '", bomb])(
    'the neighbours of a broken document are read: %j',
    (broken) => {
      const { documents, problems } = readDescriptor(`${good('first')}---\n${broken}\n---\n${good('last')}`, { file })
      expect(documents.map(({ value, index }) => [(value.metadata as { name: string }).name, index])).toContainEqual([
        'last',
        2,
      ])
      expect(documents[0]?.index).toBe(0)
      expect(problems.length).toBeLessThanOrEqual(1)
    },
  )

  test('a problem names its file and says what to do', () => {
    const [problem] = readDescriptor('a:\n\tb: 1', { file }).problems
    expect(problem).toEqual({
      code: 'model/yaml-syntax',
      level: 'error',
      message: 'The document is no valid YAML: Tabs are not allowed as indentation.',
      hint: 'Indent with spaces: YAML allows no tabs there.',
      file,
      line: 2,
      column: 1,
    })
  })

  test('a map of a hundred thousand keys takes no age', () => {
    const text = Array.from({ length: 100_000 }, (_, i) => `k${i}: 1`).join('\n')
    expect(readDescriptor(text, { file }).documents).toHaveLength(1)
  })
})
