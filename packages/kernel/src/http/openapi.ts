import { type Permission, type Route, schemaOfShape, type TSchema } from '@callboard/model'

/** What an API document is written from. */
export interface OpenApiSource {
  pluginId: string
  description: string | undefined
  routes: readonly Route[]
  permissions: readonly Permission[]
  /** Where the plugin is reached. */
  externalUrl: string
}

/** The OpenAPI 3.1 document of one plugin, printed from its declared routes. */
export function openApiDocument(source: OpenApiSource): object {
  const { pluginId, description, routes, externalUrl, permissions } = source
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}')
    const methods = paths[path] ?? {}
    methods[route.method.toLowerCase()] = operation(route)
    paths[path] = methods
  }
  return {
    openapi: '3.1.0',
    info: { title: pluginId, version: '1', ...(description !== undefined && { description }) },
    servers: [{ url: externalUrl }],
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } }, schemas: { Error: errorSchema } },
    ...(permissions.length > 0 && { 'x-permissions': permissions }),
  }
}

const errorSchema = {
  type: 'object',
  required: ['error', 'response'],
  properties: {
    error: {
      type: 'object',
      required: ['name', 'message'],
      properties: {
        name: { type: 'string' },
        message: { type: 'string' },
        code: { type: 'string' },
        hint: { type: 'string' },
        data: { type: 'object' },
      },
    },
    request: { type: 'object', properties: { method: { type: 'string' }, url: { type: 'string' } } },
    response: { type: 'object', required: ['statusCode'], properties: { statusCode: { type: 'integer' } } },
  },
}

function operation(route: Route): object {
  const params = pathParameters(route)
  const query = parametersOf(schemaOfShape(route.query), 'query')
  const parameters = [...params, ...query]
  const body = route.rawBody ? undefined : schemaOfShape(route.body)
  return {
    operationId: operationId(route),
    summary: route.summary,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: !route.optionalBody, content: { 'application/json': { schema: body } } } }),
    responses: { [String(route.status ?? 200)]: success(route.reply), default: failure },
    ...(route.access !== 'public' && { security: [{ bearer: [] }] }),
    ...(route.allow && { 'x-permission': route.allow.name }),
  }
}

const failure = {
  description: 'Not done; the body says why.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}

function success(reply: TSchema): object {
  if ((reply as { type?: unknown }).type === 'void') return { description: 'Done.' }
  return { description: 'Done.', content: { 'application/json': { schema: reply } } }
}

/** `GET /entities/by-uid/:uid` becomes `getEntitiesByUidUid`. */
const operationId = ({ method, path }: Route) =>
  method.toLowerCase() +
  (path.match(/[A-Za-z0-9]+/g) ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')

function pathParameters(route: Route): object[] {
  const declared = parametersOf(schemaOfShape(route.params), 'path')
  if (declared.length > 0) return declared
  const names = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name)
  if (route.path.endsWith('*')) names.push('path')
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function parametersOf(schema: TSchema | undefined, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => {
    const { description } = property as { description?: string }
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: property,
    }
  })
}
