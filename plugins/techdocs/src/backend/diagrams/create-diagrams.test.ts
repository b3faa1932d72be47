import { type Cache, createUrlReading } from '@callboard/kernel'
import { fakeClock } from '@callboard/testing'
import { plainConfig, silentLog } from '@callboard/testing/servers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSanitiser } from '../sanitise/create-sanitiser.ts'
import { createDiagrams } from './create-diagrams.ts'
import type { Diagram } from './diagrams.ts'
import type { DiagramsConfig } from './diagrams-config.ts'
import { type DrawingServer, pngStart, startDrawingServer } from './fixtures/drawing-server.ts'

let server: DrawingServer
beforeEach(async () => {
  server = await startDrawingServer()
})
afterEach(() => server[Symbol.asyncDispose]())

const clock = fakeClock()

/** Over the kernel's real client, which may reach only the host of the test's server. */
function diagramsFor(config: DiagramsConfig) {
  const host = new URL(server.url).host
  const kept = new Map<string, unknown>()
  const cache: Cache = {
    get: async <T>(key: string) => kept.get(key) as T | undefined,
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => void kept.delete(key),
  }
  return createDiagrams({
    config,
    cache,
    clock,
    outgoing: createUrlReading({ config: plainConfig({ backend: { reading: { allow: [{ host }] } } }), log: silentLog })
      .outgoing,
    sanitiser: createSanitiser({ allowedIframeHosts: [], additionalAllowedUriProtocols: [] }),
  })
}
const both = () => ({ plantumlServer: `${server.url}/plantuml/`, krokiServer: `${server.url}/kroki` })

const source = '@startuml\nAda -> Böb: hello <&>\n@enduml\n'
const png = (text: string) => `data:image/png;base64,${Buffer.concat([pngStart, Buffer.from(text)]).toString('base64')}`
const diagram = (given: Partial<Diagram> = {}): Diagram => ({ kind: 'plantuml', source, options: {}, ...given })

describe('a server is asked in its own way', () => {
  test.each<{ why: string; given: Partial<Diagram>; drawn: object }>([
    { why: 'PlantUML by the address', given: {}, drawn: { type: 'plantuml', format: 'png', source } },
    {
      why: 'PlantUML by the body, when the source is long',
      given: { source: Array.from({ length: 2_000 }, (_, index) => `a${index * 7919} -> b${index}`).join('\n') },
      drawn: { type: 'plantuml', format: 'png' },
    },
    { why: 'for SVG', given: { options: { format: 'svg_inline' } }, drawn: { format: 'svg' } },
    { why: 'for text', given: { options: { format: 'txt' } }, drawn: { format: 'txt' } },
    {
      why: 'Graphviz by Kroki, with its engine',
      given: { kind: 'graphviz', type: 'neato', source: 'graph { a -- b }' },
      drawn: { type: 'graphviz', format: 'svg', source: 'graph { a -- b }', layout: 'neato' },
    },
    {
      why: 'any other by Kroki',
      given: { kind: 'kroki', type: 'D2', source: 'a -> b' },
      drawn: { type: 'd2', format: 'svg', source: 'a -> b' },
    },
  ])('$why', async ({ given, drawn }) => {
    const { problem } = await diagramsFor(both()).draw(diagram(given))
    expect(problem).toBeUndefined()
    expect(server.drawn).toEqual([expect.objectContaining(drawn)])
    if (given.source) expect(server.drawn[0]?.source).toBe(given.source)
  })

  test('PlantUML by Kroki, where there is only that', async () => {
    await diagramsFor({ krokiServer: `${server.url}/kroki` }).draw(diagram())
    expect(server.drawn).toEqual([{ type: 'plantuml', format: 'png', source }])
  })
})

describe('the drawing stands in the page', () => {
  test.each<{ why: string; given: Partial<Diagram>; html: () => string }>([
    {
      why: 'as a picture in its address',
      given: {},
      html: () => `<p><img src="${png(source)}" class="uml" alt="uml diagram" title=""></p>\n`,
    },
    {
      why: 'as the page wants it',
      given: { options: { classes: 'big uml', alt: 'a "b"', title: '<c>', width: '300px', height: '50%', id: 'x' } },
      html: () =>
        `<p><img src="${png(source)}" style="max-width:300px;max-height:50%" width="100%" class="big uml" alt="a &quot;b&quot;" title="&lt;c&gt;" id="x"></p>\n`,
    },
    {
      why: 'as text',
      given: { options: { format: 'txt' } },
      html: () =>
        '<pre><code class="text">drawn: @startuml\nAda -&gt; Böb: hello &lt;&amp;&gt;\n@enduml\n</code></pre>\n',
    },
    {
      why: 'as a drawing in the page, cleaned',
      given: { options: { format: 'svg_inline' } },
      html: () => `<div><svg xmlns="http://www.w3.org/2000/svg"><text>${source.length}</text></svg></div>\n`,
    },
    {
      why: 'Graphviz in the page, cleaned',
      given: { kind: 'graphviz', type: 'dot' },
      html: () => `<div><svg xmlns="http://www.w3.org/2000/svg"><text>${source.length}</text></svg></div>\n`,
    },
  ])('$why', async ({ given, html }) => {
    expect(await diagramsFor(both()).draw(diagram(given))).toEqual({ html: html() })
  })

  test('SVG of others is a picture: what it would run, pictures do not', async () => {
    const { html } = await diagramsFor(both()).draw(diagram({ options: { format: 'svg' } }))
    expect(html).toMatch(/^<p><img src="data:image\/svg\+xml;base64,[\w+/=]+" class="uml"/)
  })
})

test('a drawing is kept by its content', async () => {
  const diagrams = diagramsFor(both())
  const first = await diagrams.draw(diagram())
  expect(await diagrams.draw(diagram())).toEqual(first)
  expect(server.drawn).toHaveLength(1)
  await diagrams.draw(diagram({ source: 'other' }))
  await diagrams.draw(diagram({ options: { format: 'svg' } }))
  expect(server.drawn).toHaveLength(3)
})

describe('what cannot be drawn shows its source and the reason', () => {
  const shown = '<pre><code>@startuml\nAda -&gt; Böb: hello &lt;&amp;&gt;\n@enduml\n</code></pre>'

  test.each<{
    why: string
    config?: DiagramsConfig
    given?: Partial<Diagram>
    fails?: DrawingServer['fails']
    problem: RegExp
    isTemporary?: true
  }>([
    {
      why: 'no server for PlantUML',
      config: {},
      problem: /techdocs\.diagrams\.plantumlServer or krokiServer sets one/,
    },
    {
      why: 'no server for Graphviz',
      config: {},
      given: { kind: 'graphviz' },
      problem: /techdocs\.diagrams\.krokiServer sets one/,
    },
    {
      why: 'a type that is a path',
      given: { kind: 'kroki', type: '../../admin' },
      problem: /"..\/..\/admin" is no type/,
    },
    {
      why: 'a host that is not allowed',
      config: { plantumlServer: 'http://plantuml.example' },
      problem: /could not draw it: .*plantuml\.example/,
      isTemporary: true,
    },
    {
      why: 'a mistake, as PlantUML tells it',
      fails: {
        status: 400,
        headers: { 'x-plantuml-diagram-error': 'Syntax Error?', 'x-plantuml-diagram-error-line': '2' },
      },
      problem: /refused it: Syntax Error\? \(line 2\)/,
    },
    {
      why: 'a mistake, as Kroki tells it',
      fails: { status: 400, headers: { 'content-type': 'text/plain' }, body: 'Error <b> 1' },
      problem: /refused it: Error <b> 1/,
    },
    {
      why: 'a mistake without words',
      fails: { status: 400, headers: { 'content-type': 'image/png' } },
      problem: /refused it with status 400/,
    },
    { why: 'a server that is broken', fails: { status: 503 }, problem: /answered 503/, isTemporary: true },
    { why: 'a server that hangs up', fails: 'hangs-up', problem: /could not draw it/, isTemporary: true },
    {
      why: 'a page that asks to sign in',
      fails: { status: 200, body: '<html>Sign in' },
      problem: /is no PNG/,
      isTemporary: true,
    },
    { why: 'a drawing of 6 MB', fails: { status: 200, body: 'x'.repeat(6_000_000) }, problem: /larger than 5 MB/ },
  ])('$why', async ({ config, given, fails, problem, isTemporary }) => {
    if (fails) server.fails = fails
    const drawn = await diagramsFor(config ?? both()).draw(diagram(given))
    expect(drawn.problem).toMatch(problem)
    expect(drawn.html).toContain(shown)
    expect(drawn.html).toContain('<figcaption>This diagram is not drawn. ')
    expect(drawn.html).not.toContain('<b>')
    expect(drawn.isTemporary ?? false).toBe(isTemporary ?? false)
  })

  test('a source of a megabyte is not sent', async () => {
    const { problem } = await diagramsFor(both()).draw(diagram({ source: 'x'.repeat(1_000_000) }))
    expect(problem).toMatch(/longer than 100,000 characters/)
    expect(server.drawn).toEqual([])
  })
})

test('a server that does not answer is left alone for half a minute, then asked again', async () => {
  const diagrams = diagramsFor(both())
  server.fails = { status: 503 }
  expect((await diagrams.draw(diagram())).isTemporary).toBe(true)
  delete server.fails
  expect((await diagrams.draw(diagram())).problem).toMatch(/answered 503/)
  expect(server.drawn).toEqual([])
  clock.advance(31_000)
  expect((await diagrams.draw(diagram())).problem).toBeUndefined()
  expect(server.drawn).toHaveLength(1)
})

test('a hundred diagrams at once are all drawn', async () => {
  const diagrams = diagramsFor(both())
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, index) => diagrams.draw(diagram({ source: `a${index}` }))),
  )
  expect(all.filter(({ problem }) => problem)).toEqual([])
  expect(server.drawn).toHaveLength(100)
})
