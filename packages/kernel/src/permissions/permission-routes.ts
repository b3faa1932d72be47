import { get, type Permission, post, type TSchema, Type } from '@callboard/model'
import type { Ajv } from 'ajv'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { OwnedResourceType, PermissionAuthority } from './create-permissions.ts'
import { checkCriteria } from './evaluate.ts'
import { permissionErrors } from './permission-errors.ts'

const base = '/.well-known/backstage/permissions'

const metadata = get(`${base}/metadata`, {
  summary: 'The permissions and rules of this plugin.',
  reply: Type.Object({ permissions: Type.Array(Type.Unknown()), rules: Type.Array(Type.Unknown()) }),
})

const applyConditions = post(`${base}/apply-conditions`, {
  summary: 'Whether conditions hold for resources of this plugin.',
  reads: true,
  body: {
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        resourceRef: Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })]),
        resourceType: Type.String(),
        conditions: Type.Unknown(),
      }),
    ),
  },
  reply: Type.Object({ items: Type.Array(Type.Unknown()) }),
})

const word = (isMatch: boolean) => (isMatch ? 'ALLOW' : 'DENY')

/** Serves what other portals and the permission backend of the field ask a plugin (spec/platform.md 9.4). */
export function servePermissionRoutes(options: {
  pluginId: string
  http: PluginHttp
  authority: PermissionAuthority
  /** What the plugin declares besides its resource types. */
  declared: readonly Permission[]
}): void {
  const { pluginId, http, authority, declared } = options
  const own = authority.resourceTypes().filter((owned) => owned.pluginId === pluginId)
  if (own.length === 0 && declared.length === 0) return

  http.serve(metadata, () => ({
    permissions: uniqueByName([...declared, ...own.flatMap(({ type }) => type.permissions)]),
    rules: own.flatMap(({ type }) =>
      type.rules.map(({ name, description, resourceType, paramsSchema }) => ({
        name,
        description,
        resourceType,
        ...(paramsSchema && { paramsSchema: draft7(paramsSchema) }),
      })),
    ),
  }))

  http.serve(applyConditions, async ({ body, credentials }) => {
    const { principal } = credentials
    if (principal.type === 'user' && !principal.actor) throw permissionErrors.directCall({})
    const ajv = await paramsChecker()
    const items = body.items.map(async ({ id, resourceRef, resourceType, conditions }) => {
      const owner = own.find(({ type }) => type.resourceType === resourceType)
      if (!owner) throw permissionErrors.unknownResourceType({ resourceType, pluginId })
      checkConditions(conditions, owner, ajv)
      const refs = typeof resourceRef === 'string' ? [resourceRef] : resourceRef
      const matches = await authority.applyConditions(
        { result: 'CONDITIONAL', pluginId, resourceType, conditions },
        refs,
      )
      const results = matches.map(word)
      return { id, result: typeof resourceRef === 'string' ? results[0] : results }
    })
    return { items: await Promise.all(items) }
  })
}

function checkConditions(
  conditions: unknown,
  { type, rules }: OwnedResourceType,
  ajv: Ajv,
): asserts conditions is Parameters<PermissionAuthority['applyConditions']>[0]['conditions'] {
  checkCriteria(conditions, {
    resourceType: type.resourceType,
    rules,
    check(rule, params) {
      if (!rule.paramsSchema || ajv.validate(rule.paramsSchema, params)) return
      throw permissionErrors.wrongParams({
        rule: rule.name,
        problem: ajv.errorsText(ajv.errors, { dataVar: 'params' }),
      })
    },
  })
}

const draft7 = (schema: TSchema) => ({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema })

const uniqueByName = (permissions: Permission[]) => [...new Map(permissions.map((one) => [one.name, one])).values()]

let checker: Promise<Ajv> | undefined
const paramsChecker = () => {
  checker ??= import('ajv').then(({ Ajv }) => new Ajv({ strict: false }))
  return checker
}
