/**
 * Prints the reference of the REST API, a page for each plugin, from the OpenAPI documents that a portal with all bundled
 * plugins serves: scripts/generate.mjs keeps the pages under docs/reference/api.
 */
import { loadConfig } from '@callboard/kernel'
import { startPortal } from '@callboard/testing'
import { resolvePlugins } from '../packages/cli/src/resolve-plugins.ts'

interface Schema {
  type?: string | string[]
  description?: string
  const?: unknown
  anyOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
}
interface Operation {
  summary: string
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Schema }[]
  requestBody?: { required: boolean; content: { 'application/json': { schema: Schema } } }
  responses: Record<string, { content?: { 'application/json': { schema: Schema } } }>
  security?: unknown[]
  'x-permission'?: string
}
interface Api {
  info: { title: string; description?: string }
  paths: Record<string, Record<string, Operation>>
}

/** What every plugin has: told once, in docs/reference/api.md. */
const isOfEveryPlugin = (path: string) => path.startsWith('/.backstage/') || path === '/openapi.json'

const config = await loadConfig({ configFiles: ['/dev/null'], cwd: process.cwd(), env: {} })
const { plugins } = await resolvePlugins(config)
const portal = await startPortal({ plugins, config: { permission: { enabled: true } } })
try {
  const pages: string[] = []
  for (const { id } of portal.host.plugins().toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const reply = await portal.fetch(`/api/${id}/openapi.json`, { as: { token: await portal.tokens.user() } })
    const api = (await reply.json()) as Api
    const routes = Object.entries(api.paths).filter(([path]) => !isOfEveryPlugin(path))
    if (routes.length > 0) pages.push(page(api, routes))
  }
  console.log(pages.join('\n\n'))
} finally {
  await portal.stop()
}

function page({ info }: Api, routes: [string, Record<string, Operation>][]): string {
  const sections = routes.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      section(`${method.toUpperCase()} /api/${info.title}${path}`, operation),
    ),
  )
  return [`# ${info.title}`, ...(info.description ? [info.description] : []), ...sections].join('\n\n')
}

function section(heading: string, operation: Operation): string {
  const { parameters = [], requestBody, responses } = operation
  const [status = '200', success] = Object.entries(responses)[0] ?? []
  const body = requestBody?.content['application/json'].schema
  const reply = success?.content?.['application/json'].schema
  const rows = [
    ...parameters.map(({ name, in: place, required, description, schema }) =>
      row(name, place, required, { ...schema, description: description ?? schema.description }),
    ),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) =>
      row(name, 'body', body?.required?.includes(name) ?? false, schema),
    ),
  ]
  return [
    `## ${heading}`,
    operation.summary,
    whoMayCall(operation),
    ...(rows.length > 0
      ? [['| name | in | type | what it is |', '| --- | --- | --- | --- |', ...rows].join('\n')]
      : []),
    ...(body && !body.properties ? [`Body: ${typeOf(body)}. ${body.description ?? ''}`.trim()] : []),
    `Answers ${status}${reply ? `: ${typeOf(reply)}${reply.description ? `. ${reply.description}` : ''}` : ''}`,
  ].join('\n\n')
}

function whoMayCall(operation: Operation): string {
  if (operation['x-permission']) return `Wants the permission \`${operation['x-permission']}\`.`
  return operation.security ? 'For everybody signed in; what they may see decides the answer.' : 'Public.'
}

function row(name: string, place: string, isRequired: boolean, schema: Schema): string {
  const where = isRequired ? place : `${place}, optional`
  return `| \`${name}\` | ${where} | ${cell(typeOf(schema))} | ${cell(schema.description ?? '')} |`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function typeOf({ type, anyOf, items, const: value }: Schema): string {
  if (value !== undefined) return `\`${JSON.stringify(value)}\``
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(' or ')
  if (type === 'array') return items ? `list of ${typeOf(items)}` : 'list'
  if (type === 'void') return 'nothing'
  return type === undefined ? 'JSON' : [type].flat().join(' or ')
}
