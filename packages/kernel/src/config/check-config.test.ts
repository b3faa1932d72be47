import { Duration, Secret, type TSchema, Type } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { browserConfig } from './browser-config.ts'
import { checkConfig, formatConfigProblem, parsePluginConfig } from './check-config.ts'
import { configDocs } from './config-docs.ts'
import type { ConfigDeclaration } from './config-schema.ts'
import { kernelConfig } from './kernel-schema.ts'
import { maskSecrets, secretValues } from './redact.ts'
import { load } from './test-config.ts'

const config = (text: string) => load({ 'app-config.yaml': text })
const declare = (schema: TSchema, key = 'p'): ConfigDeclaration => ({ pluginId: 'p', key, schema })
const closed = { additionalProperties: false }

describe('checkConfig tells', () => {
  test.each<{ why: string; text: string; schema: TSchema; says: string[] }>([
    { why: 'nothing about a right value', text: 'p: { a: 1 }', schema: Type.Object({ a: Type.Number() }), says: [] },
    {
      why: 'the file, line, key, and what was expected',
      text: 'p:\n  listen:\n    port: abc',
      schema: Type.Object({ listen: Type.Object({ port: Type.Number() }) }),
      says: ['app-config.yaml:3  p.listen.port: expected a number, got "abc"'],
    },
    {
      why: 'every wrong key at once, more than a dozen',
      text: `p: {${Array.from({ length: 20 }, (_, i) => `k${i}: x`).join(', ')}}`,
      schema: Type.Record(Type.String(), Type.Number()),
      says: Array.from({ length: 20 }, (_, i) => `app-config.yaml:1  p.k${i}: expected a number, got "x"`),
    },
    {
      why: 'a missing key, at the block that lacks it',
      text: 'q: 1\np:\n  b: x',
      schema: Type.Object({ a: Type.String(), b: Type.String() }),
      says: ['app-config.yaml:2  p.a: expected a string, but the key is missing'],
    },
    {
      why: 'a missing key of an absent block',
      text: 'q: 1',
      schema: Type.Object({ a: Type.String() }),
      says: ['p.a: expected a string, but the key is missing'],
    },
    {
      why: 'the key that was probably meant',
      text: 'p: { prot: 1 }',
      schema: Type.Object({ port: Type.Optional(Type.Number()) }, closed),
      says: ['app-config.yaml:1  p.prot: this key is unknown here. Did you mean "port"?'],
    },
    {
      why: 'the known keys when none is near',
      text: 'p: { zzz: 1 }',
      schema: Type.Object({ port: Type.Optional(Type.Number()) }, closed),
      says: ['app-config.yaml:1  p.zzz: this key is unknown here. Known are port.'],
    },
    {
      why: 'a near miss in an open block',
      text: 'p: { prot: 1, other: 2 }',
      schema: Type.Object({ port: Type.Optional(Type.Number()) }),
      says: ['app-config.yaml:1  p.prot: nobody reads this key; did you mean "port"?'],
    },
    {
      why: 'the words that are allowed',
      text: 'p: c',
      schema: Type.Union([Type.Literal('a'), Type.Literal('b')]),
      says: ['app-config.yaml:1  p: expected "a" or "b", got "c"'],
    },
    {
      why: 'the allowed values of an enum',
      text: 'p: c',
      schema: Type.Enum(['a', 'b']),
      says: ['app-config.yaml:1  p: expected "a" or "b", got "c"'],
    },
    {
      why: 'that a list is no object',
      text: 'p: [1]',
      schema: Type.Object({}),
      says: ['app-config.yaml:1  p: expected an object, got a list'],
    },
    {
      why: 'the element that is wrong',
      text: 'p:\n  - a\n  - [b]',
      schema: Type.Array(Type.String()),
      says: ['app-config.yaml:3  p.1: expected a string, got a list'],
    },
    {
      why: 'a broken limit',
      text: 'p: 1',
      schema: Type.Number({ minimum: 3 }),
      says: ['app-config.yaml:1  p: must be >= 3, got 1'],
    },
    {
      why: 'an empty text',
      text: 'p: { a: "" }',
      schema: Type.Object({ a: Type.String({ minLength: 1 }) }),
      says: ['app-config.yaml:1  p.a: must not be empty'],
    },
    {
      why: 'a broken format',
      text: 'p: nope',
      schema: Type.String({ format: 'uri' }),
      says: ['app-config.yaml:1  p: expected a URL, got "nope"'],
    },
    {
      why: 'a fraction where a whole number belongs',
      text: 'p: 1.5',
      schema: Type.Integer(),
      says: ['app-config.yaml:1  p: expected a whole number, got 1.5'],
    },
    {
      why: 'a text that is no duration',
      text: 'p: soon',
      schema: Duration(),
      says: ['app-config.yaml:1  p: expected a duration such as "10s", "PT10M" or { minutes: 10 }, got "soon"'],
    },
    {
      why: 'a duration without a unit',
      text: 'p: 10',
      schema: Duration(),
      says: ['app-config.yaml:1  p: expected a duration such as "10s", "PT10M" or { minutes: 10 }, got 10'],
    },
    {
      why: 'what is wrong inside the member of a union that was meant',
      text: 'p:\n  type: b\n  port: x',
      schema: Type.Union([
        Type.Object({ type: Type.Literal('a') }),
        Type.Object({ type: Type.Literal('b'), port: Type.Number() }),
      ]),
      says: ['app-config.yaml:3  p.port: expected a number, got "x"'],
    },
    {
      why: 'the members of a union when none was meant',
      text: 'p: 5',
      schema: Type.Union([Type.Boolean(), Type.Object({})]),
      says: ['app-config.yaml:1  p: expected true or false or an object, got 5'],
    },
    {
      why: 'nothing secret',
      text: 'p: { token: abc }',
      schema: Type.Object({ token: Type.Number() }),
      says: ['app-config.yaml:1  p.token: expected a number, got a secret value that is not shown'],
    },
    {
      why: 'a deprecated key',
      text: 'p: { a: 1 }',
      schema: Type.Object({ a: Type.Number({ deprecated: 'use b.' }) }),
      says: ['app-config.yaml:1  p.a: this key is deprecated: use b.'],
    },
    {
      why: 'blocks that nobody reads',
      text: 'p: 1\ntechdocs: {}',
      schema: Type.Number(),
      says: ['app-config.yaml:2  techdocs: no installed plugin reads this key'],
    },
  ])('$why', async ({ text, schema, says }) => {
    const problems = checkConfig(await config(text), [declare(schema)])
    expect(problems.filter(({ key }) => key !== 'q').map(formatConfigProblem)).toEqual(says)
  })

  test('nothing about a key that another plugin declares in the same block', async () => {
    const outer = declare(Type.Object({ rules: Type.Optional(Type.Unknown()) }, closed), 'catalog')
    const inner = declare(Type.Object({ host: Type.String() }), 'catalog.providers.github')
    expect(checkConfig(await config('catalog: { providers: { github: { host: x } } }'), [outer, inner])).toEqual([])
  })

  test('only warnings about the config of a Backstage', async () => {
    const text = [
      'app: { title: Scaffolded, baseUrl: "http://localhost:3000", extensions: [] }',
      'organization: { name: My Company }',
      'backend:',
      '  baseUrl: http://localhost:7007',
      '  listen: { port: 7007 }',
      '  csp: { connect-src: ["\'self\'", "http:", "https:"] }',
      '  cors: { origin: "http://localhost:3000", methods: [GET, HEAD], credentials: true }',
      '  database: { client: better-sqlite3, connection: ":memory:" }',
      '  actions: { pluginSources: [catalog] }',
      'integrations: { github: [{ host: github.com, token: "t" }] }',
      'proxy: { endpoints: {} }',
      'techdocs: { builder: local, generator: { runIn: docker }, publisher: { type: local } }',
      'auth: { providers: { guest: {} } }',
      'permission: { enabled: true }',
      'kubernetes:',
    ].join('\n')
    const problems = checkConfig(await config(text), [kernelConfig])
    expect(problems.map(({ level, key }) => `${level} ${key}`)).toEqual(['warning proxy', 'warning techdocs'])
  })
})

describe('parsePluginConfig', () => {
  test.each<{ why: string; text: string; schema: TSchema; value: unknown }>([
    { why: 'turns a text into the number it stands for', text: 'p: "1"', schema: Type.Number(), value: 1 },
    { why: 'turns a text into the boolean it stands for', text: 'p: "1"', schema: Type.Boolean(), value: true },
    { why: 'turns a number into a boolean', text: 'p: 0', schema: Type.Boolean(), value: false },
    {
      why: 'keeps a number as it was typed where a text belongs',
      text: 'p: 1.10',
      schema: Type.String(),
      value: '1.10',
    },
    {
      why: 'leaves a number where both are allowed',
      text: 'p: 5',
      schema: Type.Union([Type.String(), Type.Number()]),
      value: 5,
    },
    {
      why: 'turns a text in a union when nothing else fits',
      text: 'p: "5"',
      schema: Type.Union([Type.Number(), Type.Boolean()]),
      value: 5,
    },
    {
      why: 'fills in defaults',
      text: 'p: {}',
      schema: Type.Object({ a: Type.Number({ default: 3 }) }),
      value: { a: 3 },
    },
    {
      why: 'fills in defaults of an absent block',
      text: 'q: 1',
      schema: Type.Object({ a: Type.Array(Type.String(), { default: [] }) }),
      value: { a: [] },
    },
    {
      why: 'fills in defaults of a block in it',
      text: 'q: 1',
      schema: Type.Object({
        n: Type.Object({ a: Type.Number({ default: 3 }) }),
        o: Type.Optional(Type.Object({ a: Type.Number({ default: 3 }) })),
      }),
      value: { n: { a: 3 } },
    },
    {
      why: 'leaves durations as they are written',
      text: 'p: { d: PT5M }',
      schema: Type.Object({ d: Duration() }),
      value: { d: 'PT5M' },
    },
    {
      why: 'fills in a default duration',
      text: 'p: {}',
      schema: Type.Object({ d: Duration({ default: '1m' }) }),
      value: { d: '1m' },
    },
    {
      why: 'takes null for absent',
      text: 'p: { a: null }',
      schema: Type.Object({ a: Type.Number({ default: 3 }) }),
      value: { a: 3 },
    },
    {
      why: 'reaches the elements of lists',
      text: 'p: [{ a: "1" }]',
      schema: Type.Array(Type.Object({ a: Type.Number() })),
      value: [{ a: 1 }],
    },
    {
      why: 'reaches both sides of an intersection',
      text: 'p: { a: "1", b: "2" }',
      schema: Type.Intersect([Type.Object({ a: Type.Number() }), Type.Object({ b: Type.Number() })]),
      value: { a: 1, b: 2 },
    },
  ])('$why', async ({ text, schema, value }) => {
    expect(parsePluginConfig(await config(text), schema, 'p')).toEqual(value)
  })

  test('throws with every wrong key', async () => {
    const schema = Type.Object({ a: Type.Number(), b: Type.Number() })
    const loaded = await config('p:\n  a: x\n  b: y')
    expect(() => parsePluginConfig(loaded, schema, 'p')).toThrow(
      /app-config.yaml:2 {2}p.a.*\n.*app-config.yaml:3 {2}p.b/,
    )
  })
})

describe('secrets and browsers', () => {
  const declarations = [
    kernelConfig,
    declare(
      Type.Object({
        url: Type.String({ inBrowser: true }),
        hidden: Type.String({ default: 'h' }),
        shown: Type.String({ default: 's', inBrowser: true }),
        pin: Type.Optional(Secret()),
        vault: Type.Optional(Type.Object({ any: Type.String() }, { secret: true })),
        theme: Type.Optional(Type.Unknown({ inBrowser: true })),
        leaky: Type.Optional(Type.Object({ ok: Type.String({ inBrowser: true }) }, { inBrowser: true })),
        apiToken: Type.Optional(Type.String({ inBrowser: true })),
      }),
    ),
  ]

  test.each<{ why: string; text: string; values: string[]; masked: unknown }>([
    { why: 'a declared secret', text: 'p: { pin: "42" }', values: ['42'], masked: { p: { pin: '<secret>' } } },
    {
      why: 'everything in a secret block',
      text: 'p: { vault: { any: thing } }',
      values: ['thing'],
      masked: { p: { vault: { any: '<secret>' } } },
    },
    {
      why: 'a value that is named like a secret',
      text: 'x: { clientSecret: abcdef }',
      values: ['abcdef'],
      masked: { x: { clientSecret: '<secret>' } },
    },
    {
      why: 'everything below such a name',
      text: 'x: { apiKeys: [abcdef] }',
      values: ['abcdef'],
      masked: { x: { apiKeys: ['<secret>'] } },
    },
    {
      why: 'a short word under such a name, not in logs',
      text: 'x: { token: none }',
      values: [],
      masked: { x: { token: '<secret>' } },
    },
    {
      why: 'a header of a proxy',
      text: 'x: { headers: { Authorization: "Basic abc" } }',
      values: ['Basic abc'],
      masked: { x: { headers: { Authorization: '<secret>' } } },
    },
    {
      why: 'the password in a URL',
      text: 'x: "postgres://u:p%40ss@db/x"',
      values: ['p%40ss', 'p@ss'],
      masked: { x: 'postgres://u:<secret>@db/x' },
    },
    {
      why: 'a password that holds an @, as URL reads it',
      text: 'x: "postgres://u:p@ss@db/x"',
      values: ['p@ss'],
      masked: { x: 'postgres://u:<secret>@db/x' },
    },
    {
      why: 'the passwords of all URLs in a text',
      text: 'x: "redis://:one@a:1,redis://:two@b:2"',
      values: ['one', 'two'],
      masked: { x: 'redis://:<secret>@a:1,redis://:<secret>@b:2' },
    },
    {
      why: 'a numeric password',
      text: 'x: { password: 123456 }',
      values: ['123456'],
      masked: { x: { password: '<secret>' } },
    },
    {
      why: 'no ordinary word',
      text: 'x: { tokenUrl: "https://x.test", on: true }',
      values: [],
      masked: { x: { tokenUrl: 'https://x.test', on: true } },
    },
  ])('hides $why', async ({ text, values, masked }) => {
    const loaded = await config(text)
    expect(secretValues(loaded, declarations)).toEqual(values)
    expect(maskSecrets(loaded.get(), [], declarations)).toEqual(masked)
  })

  test.each<{ why: string; text: string; value: unknown }>([
    { why: 'marked values and marked defaults', text: 'p: { url: u, hidden: x }', value: { url: 'u', shown: 's' } },
    {
      why: 'everything in a marked value of any shape',
      text: 'p: { url: u, theme: { a: [1] } }',
      value: { url: 'u', shown: 's', theme: { a: [1] } },
    },
    {
      why: 'no undeclared key of a marked block',
      text: 'p: { url: u, leaky: { ok: o, other: x } }',
      value: { url: 'u', shown: 's', leaky: { ok: 'o' } },
    },
    {
      why: 'nothing that is named like a secret',
      text: 'p: { url: u, apiToken: x, theme: { password: y } }',
      value: { url: 'u', shown: 's', theme: {} },
    },
  ])('browsers get $why', async ({ text, value }) => {
    expect(browserConfig(await config(text), declarations).p).toEqual(value)
  })
})

describe('the kernel’s own keys', () => {
  const undescribed = (schema: TSchema, key: string): string[] => {
    // TypeBox types hide these keywords.
    const {
      properties = {},
      items,
      anyOf = [],
    } = schema as { properties?: Record<string, TSchema>; items?: TSchema; anyOf?: TSchema[] }
    return [
      ...Object.entries(properties).flatMap(([name, of]) => [
        ...('description' in of ? [] : [`${key}.${name}`]),
        ...undescribed(of, `${key}.${name}`),
      ]),
      ...(items ? undescribed(items, `${key}[]`) : []),
      ...('duration' in schema ? [] : anyOf.flatMap((of) => undescribed(of, key))),
    ]
  }
  test('all have a description', () => expect(undescribed(kernelConfig.schema, '')).toEqual([]))
  test('are in the reference', () => {
    expect(configDocs([kernelConfig])).toContain(
      '| `backend.listen.port` | a number | `7007` | The port to listen on. |',
    )
  })
})
