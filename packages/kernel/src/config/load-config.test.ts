// biome-ignore-all lint/suspicious/noTemplateCurlyInString: config files hold this syntax.
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from './load-config.ts'
import { load, writeFiles } from './test-config.ts'

type Row = { why: string; files: Record<string, string>; env?: Record<string, string>; args?: string[] }
const app = (text: string) => ({ 'app-config.yaml': text })
const layers = (lower: string, higher: string) => ({ 'app-config.yaml': lower, 'app-config.local.yaml': higher })

describe('merged values', () => {
  test.each<Row & { value: unknown }>([
    { why: 'lists are replaced as a whole', files: layers('a: [1, 2]', 'a: [3]'), value: { a: [3] } },
    { why: 'objects merge key by key', files: layers('a: {x: 1, y: 1}', 'a: {y: 2}'), value: { a: { x: 1, y: 2 } } },
    { why: 'a scalar replaces an object', files: layers('a: {x: 1}', 'a: 1'), value: { a: 1 } },
    { why: 'an object replaces a scalar', files: layers('a: 1', 'a: {x: 1}'), value: { a: { x: 1 } } },
    { why: 'null hides what is below', files: layers('a: {x: 1}', 'a: null'), value: {} },
    { why: 'an empty value hides too', files: layers('a: {x: 1, y: 2}', 'a:\n  x:'), value: { a: { y: 2 } } },
    {
      why: 'a value above a null shows, what the null hid does not',
      files: { 'a.yaml': 'a: {x: 1}', 'b.yaml': 'a: null', 'c.yaml': 'a: {y: 2}' },
      args: ['--config', 'a.yaml', '--config=b.yaml', '--config', 'c.yaml'],
      value: { a: { y: 2 } },
    },
    { why: 'keys differ in case', files: layers('a: {x: 1}', 'A: {x: 2}'), value: { a: { x: 1 }, A: { x: 2 } } },
    { why: 'an empty file says nothing', files: layers('a: 1', ''), value: { a: 1 } },
    { why: 'JSON is YAML', files: app('{"a": {"b": [true, null]}}'), value: { a: { b: [true, null] } } },
    { why: 'a name without a value makes the key absent', files: app('v: "${UNSET}-x"'), value: {} },
    { why: 'an absent value lets the lower file show', files: layers('v: 1', 'v: ${UNSET}'), value: { v: 1 } },
    { why: '$${ stays as ${', files: app('v: "$${HOME}"'), env: { HOME: '/root' }, value: { v: '${HOME}' } },
    {
      why: 'the default counts when the variable is empty',
      files: app('v: "${E:-d}"'),
      env: { E: '' },
      value: { v: 'd' },
    },
    { why: 'the default counts when the variable is unset', files: app('v: "${E:- d }"'), value: { v: 'd' } },
    { why: 'the variable wins over the default', files: app('v: "${E:-d}"'), env: { E: ' e ' }, value: { v: 'e' } },
    { why: 'an empty default is none', files: app('v: "${E:-}"\nw: 1'), value: { w: 1 } },
    { why: 'several names join', files: app('v: "${A}/${ B }"'), env: { A: 'a', B: 'b' }, value: { v: 'a/b' } },
    {
      why: 'a substituted value is not substituted again',
      files: app('v: ${A}'),
      env: { A: '${B}', B: 'b' },
      value: { v: '${B}' },
    },
    { why: 'keys are not substituted', files: app('"x${A}": 1'), env: { A: 'a' }, value: { 'x${A}': 1 } },
    { why: 'an absent element leaves the list', files: app('v: [a, "${UNSET}", b]'), value: { v: ['a', 'b'] } },
    { why: 'a substituted value is a text', files: app('v: ${PORT}'), env: { PORT: '8080' }, value: { v: '8080' } },
    { why: '$env reads a variable', files: app('v: { $env: A }'), env: { A: ' a ' }, value: { v: 'a' } },
    { why: '$env of an unset variable is absent', files: app('v: { $env: A }\nw: 1'), value: { w: 1 } },
    {
      why: '$file reads a text without the space at its end',
      files: { ...app('v: { $file: k.pem }'), 'k.pem': ' k\n\n' },
      value: { v: ' k' },
    },
    {
      why: 'the path of $file is substituted',
      files: { ...app('v: { $file: "${DIR}/k.pem" }'), 'keys/k.pem': 'k' },
      env: { DIR: 'keys' },
      value: { v: 'k' },
    },
    {
      why: '$include reads a whole file',
      files: { ...app('v: { $include: i.yml }'), 'i.yml': 'a: 1' },
      value: { v: { a: 1 } },
    },
    {
      why: '$include reads a part',
      files: { ...app('v: { $include: "i.json#a.b" }'), 'i.json': '{"a":{"b":2}}' },
      value: { v: 2 },
    },
    {
      why: 'paths in an included file start at its folder',
      files: { ...app('v: { $include: sub/i.yaml }'), 'sub/i.yaml': 'k: { $file: k.txt }', 'sub/k.txt': 'deep' },
      value: { v: { k: 'deep' } },
    },
    {
      why: 'a file may include another part of itself',
      files: app('v: { $include: "app-config.yaml#w" }\nw: 1'),
      value: { v: 1, w: 1 },
    },
    { why: 'variables win over files', files: app('a: {b: 1}'), env: { APP_CONFIG_a_b: '2' }, value: { a: { b: 2 } } },
    { why: 'a variable holds JSON', files: app(''), env: { APP_CONFIG_a: '{"b":[1]}' }, value: { a: { b: [1] } } },
    { why: 'a variable that is no JSON is a text', files: app(''), env: { APP_CONFIG_a: 'x y' }, value: { a: 'x y' } },
    { why: 'an empty variable says nothing', files: app('a: 1'), env: { APP_CONFIG_a: '' }, value: { a: 1 } },
    {
      why: 'a part of a variable may hold - and :',
      files: app(''),
      env: { 'APP_CONFIG_my-a_b:c': '1' },
      value: { 'my-a': { 'b:c': 1 } },
    },
    {
      why: 'BACKSTAGE_ENV adds files, local ones last',
      files: {
        ...app('a: 0\nb: 0\nc: 0\nd: 0\ne: 0'),
        'app-config.one.yaml': 'a: 1\nb: 1\nc: 1\nd: 1',
        'app-config.two.yaml': 'b: 2\nc: 2\nd: 2',
        'app-config.local.yaml': 'c: 3\nd: 3',
        'app-config.one.local.yaml': 'd: 4',
      },
      env: { BACKSTAGE_ENV: 'one, two,absent' },
      value: { a: 1, b: 2, c: 3, d: 4, e: 0 },
    },
    {
      why: 'with --config, only the named files count',
      files: { ...layers('a: 1', 'a: 2'), 'x.yaml': 'b: 1' },
      args: ['start', '--config', 'x.yaml'],
      value: { b: 1 },
    },
    { why: 'anchors and aliases work', files: app('a: &x {n: 1}\nb: *x'), value: { a: { n: 1 }, b: { n: 1 } } },
  ])('$why', async ({ files, env, args, value }) => {
    const config = await load(files, { env: env ?? {}, args: args ?? [] })
    expect(config.get()).toEqual(value)
  })
})

describe('refusals', () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
  test.each<Row & { says: string }>([
    { why: 'the first file is missing', files: {}, says: 'There is no config file app-config.yaml.' },
    {
      why: 'a named file is missing',
      files: app(''),
      args: ['--config', 'x.yaml'],
      says: 'There is no config file x.yaml.',
    },
    {
      why: 'a file is a URL',
      files: app(''),
      args: ['--config', 'https://x.test/c.yaml'],
      says: 'read from files only',
    },
    { why: 'the YAML is broken', files: app('a: 1\nb: [1'), says: 'app-config.yaml:2: this is not valid YAML' },
    { why: 'a tab indents', files: app('a:\n\tb: 1'), says: 'app-config.yaml:2: this is not valid YAML' },
    { why: 'a key is there twice', files: app('a: 1\nb: 1\na: 2'), says: 'app-config.yaml:3: this is not valid YAML' },
    {
      why: 'there are two documents',
      files: app('a: 1\n---\nb: 1'),
      says: 'app-config.yaml:2: this is not valid YAML: a config file holds one',
    },
    { why: 'the top is a list', files: app('- a'), says: 'app-config.yaml:1: A config file holds keys and values' },
    {
      why: 'the top is a text',
      files: app('just words'),
      says: 'app-config.yaml:1: A config file holds keys and values',
    },
    { why: 'a key is a list', files: app('? [a]\n: 1'), says: 'app-config.yaml:1: A key must be a plain word' },
    {
      why: 'a key would reach the prototype',
      files: app('a:\n  __proto__: {x: 1}'),
      says: 'app-config.yaml:2: The key __proto__',
    },
    {
      why: 'aliases expand without end',
      files: app(['l0: &l0 [x]', ...bomb].join('\n')),
      says: 'Aliases expand to more than',
    },
    { why: 'an alias holds itself', files: app('a: &a [*a]'), says: 'which is refused' },
    { why: 'an alias has no anchor', files: app('a: 1\nb: *x'), says: 'app-config.yaml:2' },
    {
      why: 'values are nested deeply',
      files: app(`a: ${'['.repeat(150)}${']'.repeat(150)}`),
      says: 'nested more than 100 levels',
    },
    { why: 'values are nested absurdly', files: app(`a: ${'['.repeat(100_000)}`), says: 'nested too deeply' },
    {
      why: 'a directive has neighbours',
      files: app('a:\n  $env: A\n  b: 1'),
      says: 'app-config.yaml:1: $env must be the only key',
    },
    {
      why: 'a directive is unknown',
      files: app('a: 1\nb: { $secret: A }'),
      says: 'app-config.yaml:2: $secret is unknown',
    },
    { why: 'the argument of a directive is no text', files: app('a: { $env: [A] }'), says: '$env wants a text' },
    {
      why: 'a $file is missing',
      files: app('a:\n  b: { $file: no.txt }'),
      says: 'app-config.yaml:2: the file no.txt cannot be read',
    },
    {
      why: 'an $include is missing',
      files: app('a: { $include: no.yaml }'),
      says: 'app-config.yaml:1: the file no.yaml cannot be read',
    },
    {
      why: 'an $include has another ending',
      files: app('a: { $include: a.txt }'),
      says: '$include reads .json, .yaml and .yml',
    },
    {
      why: 'the part of an $include is missing',
      files: { ...app('a: { $include: "i.yaml#b.c" }'), 'i.yaml': 'b: {}' },
      says: 'app-config.yaml:1: There is no key b.c in i.yaml.',
    },
    {
      why: 'files include each other in a circle',
      files: {
        ...app('a: { $include: b.yaml }'),
        'b.yaml': 'b: { $include: c.yaml }',
        'c.yaml': 'c: { $include: b.yaml }',
      },
      says: 'in a circle: app-config.yaml → b.yaml → c.yaml → b.yaml',
    },
    { why: 'a file includes itself', files: app('a: { $include: app-config.yaml }'), says: 'in a circle' },
    {
      why: 'an included file is broken',
      files: { ...app('a: { $include: b.yaml }'), 'b.yaml': 'x: [' },
      says: 'b.yaml:1: this is not valid',
    },
    {
      why: 'variables contradict each other',
      files: app(''),
      env: { APP_CONFIG_a: '{"b":1}', APP_CONFIG_a_b: '2' },
      says: 'APP_CONFIG_a_b contradicts APP_CONFIG_a',
    },
    {
      why: 'variables contradict in the other order',
      files: app(''),
      env: { APP_CONFIG_a_b: '2', APP_CONFIG_a: '1' },
      says: 'APP_CONFIG_a contradicts',
    },
    {
      why: 'a variable names no key',
      files: app(''),
      env: { APP_CONFIG_a__b: '1' },
      says: 'APP_CONFIG_a__b names no config key',
    },
    { why: 'a variable is null', files: app(''), env: { APP_CONFIG_a: 'null' }, says: 'APP_CONFIG_a is null' },
    {
      why: 'BACKSTAGE_ENV leaves the folder',
      files: app(''),
      env: { BACKSTAGE_ENV: '../x' },
      says: 'BACKSTAGE_ENV holds',
    },
  ])('when $why', async ({ files, env, args, says }) => {
    await expect(load(files, { env: env ?? {}, args: args ?? [] })).rejects.toThrow(says)
  })

  test('contradicting variables are a TypeError', async () => {
    const env = { APP_CONFIG_a: '{"b":1}', APP_CONFIG_a_b: '2' }
    await expect(load(app(''), { env })).rejects.toBeInstanceOf(TypeError)
  })
})

describe('getters', () => {
  const text =
    'n: "8080"\nport: 8080\non: "on"\nno: "NO"\ne: ""\nt: text\nl: [a, b]\nm: [a, 1]\no: { x: { y: z } }\nblocks: [{ k: 1 }]'
  test.each<{
    why: string
    key: string
    read: 'getString' | 'getNumber' | 'getBoolean' | 'getStringArray'
    value: unknown
  }>([
    { why: 'a numeric text is a number', read: 'getNumber', key: 'n', value: 8080 },
    { why: 'a number is a number', read: 'getNumber', key: 'port', value: 8080 },
    { why: '"on" is true', read: 'getBoolean', key: 'on', value: true },
    { why: '"NO" is false', read: 'getBoolean', key: 'no', value: false },
    { why: 'a text is a text', read: 'getString', key: 'o.x.y', value: 'z' },
    { why: 'a list of texts', read: 'getStringArray', key: 'l', value: ['a', 'b'] },
  ])('$why', async ({ read, key, value }) => expect((await load(app(text)))[read](key)).toEqual(value))

  test.each<{
    why: string
    key: string
    read: 'getString' | 'getNumber' | 'getBoolean' | 'getStringArray' | 'getConfig'
    says: string
  }>([
    {
      why: 'a number is no text',
      read: 'getString',
      key: 'port',
      says: "Invalid type in config for key 'port' in 'app-config.yaml:2', got number, wanted string",
    },
    { why: 'an empty text is none', read: 'getString', key: 'e', says: 'got empty-string, wanted string' },
    {
      why: 'an absent key is named',
      read: 'getString',
      key: 'o.q',
      says: "Missing required config value at 'o.q' in 'app-config.yaml, app-config.local.yaml'",
    },
    {
      why: 'words are no number',
      read: 'getNumber',
      key: 't',
      says: "Unable to convert config value for key 't' in 'app-config.yaml:6' to a number",
    },
    { why: 'words are no boolean', read: 'getBoolean', key: 't', says: 'to a boolean' },
    { why: 'a number is no boolean', read: 'getBoolean', key: 'port', says: 'got number, wanted boolean' },
    {
      why: 'a list with a number is no list of texts',
      read: 'getStringArray',
      key: 'm',
      says: 'got number, wanted string-array',
    },
    { why: 'a text is no block', read: 'getConfig', key: 't', says: 'got string, wanted object' },
    { why: 'a key with an empty part is refused', read: 'getString', key: 'a..b', says: 'is not a config key' },
  ])('$why', async ({ read, key, says }) => {
    const config = await load(app(text))
    expect(() => config[read](key)).toThrow(says)
  })

  test('a block reads on its own and names whole keys', async () => {
    const config = await load(app(text))
    const block = config.getConfig('o.x')
    expect([block.keys(), block.getString('y'), block.has('q'), block.source('y')]).toEqual([
      ['y'],
      'z',
      false,
      'app-config.yaml:9',
    ])
    expect(() => block.getString('q')).toThrow("'o.x.q'")
    expect(config.getConfigArray('blocks').map((each) => each.getNumber('k'))).toEqual([1])
  })
})

describe('origins', () => {
  test('a key tells every source that speaks of it, the winner first', async () => {
    const files = layers('a:\n  b: 1\n', '# local\na:\n  b: null\n')
    const config = await load(files, { env: { APP_CONFIG_a_b: '3' } })
    expect(config.explain('a.b')).toEqual([
      { origin: { file: 'APP_CONFIG_a_b' }, value: 3 },
      { origin: { file: 'app-config.local.yaml', line: 3, column: 3 }, value: null },
      { origin: { file: 'app-config.yaml', line: 2, column: 3 }, value: 1 },
    ])
  })

  test('values of an included file name that file', async () => {
    const config = await load({ ...app('a: { $include: sub/i.yaml }'), 'sub/i.yaml': '\nb: 1' })
    expect(config.source('a.b')).toBe('sub/i.yaml:2')
  })
})

describe('watching', () => {
  const watched = async (files: Record<string, string>) => {
    const cwd = await writeFiles(files)
    const config = await loadConfig({ cwd, env: {}, watch: true })
    onTestFinished(() => config.close())
    return { cwd, config }
  }

  test('a changed file is read again', async () => {
    const { cwd, config } = await watched(app('a: 1'))
    const changed = new Promise<void>((resolve) => config.onChange(resolve))
    await writeFile(join(cwd, 'app-config.yaml'), 'a: 2')
    await changed
    expect(config.get('a')).toBe(2)
  })

  test('a file put in place of another one, as editors do, is read again', async () => {
    const { cwd, config } = await watched({ ...app('a: { $file: t.txt }'), 't.txt': 'one' })
    const changed = new Promise<void>((resolve) => config.onChange(resolve))
    await writeFile(join(cwd, 't.txt.tmp'), 'two')
    await rename(join(cwd, 't.txt.tmp'), join(cwd, 't.txt'))
    await changed
    expect(config.get('a')).toBe('two')
  })

  test('a local file that appears counts', async () => {
    const { cwd, config } = await watched(app('a: 1'))
    const changed = new Promise<void>((resolve) => config.onChange(resolve))
    await writeFile(join(cwd, 'app-config.local.yaml'), 'a: 3')
    await changed
    expect(config.get('a')).toBe(3)
  })

  test('who cannot use the new values says so, and keeps them from nobody', async () => {
    const { cwd, config } = await watched(app('a: 1'))
    const told: string[] = []
    config.onReloadError((error) => told.push(error.message))
    config.onChange(() => {
      throw new Error(`Not ${config.get('a')}.`)
    })
    for (const value of [2, 3]) {
      const changed = new Promise<void>((resolve) => config.onChange(resolve))
      await writeFile(join(cwd, 'app-config.yaml'), `a: ${value}`)
      await changed
    }
    expect(told).toEqual(['Not 2.', 'Not 3.'])
  })

  test('a broken file leaves the previous values, and says why', async () => {
    const { cwd, config } = await watched(app('a: 1'))
    const broken = new Promise<Error>((resolve) => config.onReloadError(resolve))
    await writeFile(join(cwd, 'app-config.yaml'), 'a: [')
    expect((await broken).message).toContain('app-config.yaml:1')
    expect(config.get('a')).toBe(1)
  })
})
