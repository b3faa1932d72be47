import { get, type Permission, post, Type } from '@callboard/model'
import type { Auth, Credentials } from '../auth/auth.ts'
import { authErrors } from '../auth/auth-errors.ts'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { PermissionAuthority } from './create-permissions.ts'
import { permissionErrors } from './permission-errors.ts'
import type { ConditionalDecision, Permissions } from './permissions.ts'

const attributes = Type.Object({
  action: Type.Optional(
    Type.Union([Type.Literal('create'), Type.Literal('read'), Type.Literal('update'), Type.Literal('delete')]),
  ),
})
const basic = Type.Object({ type: Type.Literal('basic'), name: Type.String(), attributes })
const resource = Type.Object({
  type: Type.Literal('resource'),
  name: Type.String(),
  attributes,
  resourceType: Type.String(),
})
const oneOrMore = Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })])

const authorize = post('/authorize', {
  summary: 'Decide what the caller may do.',
  reads: true,
  access: 'signed-in',
  // spec/platform.md 9.1
  maxBodyBytes: 100 * 1024,
  body: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        permission: Type.Union([basic, resource]),
        resourceRef: Type.Optional(oneOrMore),
      }),
    ),
  }),
  reply: Type.Object({ items: Type.Array(Type.Unknown()) }),
})

const health = get('/health', {
  summary: 'Whether permissions can be asked for.',
  access: 'public',
  reply: Type.Object({ status: Type.String() }),
})

type Item = { id: string; permission: Permission; resourceRef?: string | string[] | undefined }

/** Serves `/api/permission`, where browsers and other backends ask for decisions (spec/platform.md 9.1). */
export function serveAuthorizeRoutes(options: {
  http: PluginHttp
  permissions: Permissions
  authority: PermissionAuthority
  auth: Auth
}): void {
  const { http, permissions, authority, auth } = options
  http.serve(health, () => ({ status: 'ok' }))
  http.serve(authorize, async ({ body, credentials }) => {
    const { principal } = credentials
    if (principal.type === 'service') throw authErrors.wrongCredentials({ type: 'service' })
    refuseRepeatedIds(body.items)
    const isDirect = principal.type === 'none' || !principal.actor
    const items = body.items.map((item) => answer(item, { credentials, isDirect }))
    return { items: await Promise.all(items) }
  })

  async function answer(item: Item, caller: { credentials: Credentials; isDirect: boolean }): Promise<object> {
    const { id, permission, resourceRef } = item
    if (caller.isDirect && permission.type === 'resource' && resourceRef === undefined) {
      throw permissionErrors.resourceRefRequired({ permission: permission.name })
    }
    const decision = await permissions.decide(caller.credentials, permission)
    if (decision.result === 'ALLOW') return { id, result: 'ALLOW' }
    if (decision.result === 'CONDITIONAL' && resourceRef === undefined) return { id, ...decision }
    const result =
      decision.result === 'DENY'
        ? 'DENY'
        : await resultFor(decision, { resourceRef: resourceRef ?? [], credentials: caller.credentials })
    if (!result.includes('DENY')) return { id, result }
    // Beside the fields of the spec: clients of the field leave alone what they do not know.
    const reason = await authority.explainDenial(caller.credentials, permission, auth)
    return { id, result, ...(reason !== undefined && { reason }) }
  }

  async function resultFor(
    decision: ConditionalDecision,
    { resourceRef, credentials }: { resourceRef: string | string[]; credentials: Credentials },
  ): Promise<string | string[]> {
    const refs = typeof resourceRef === 'string' ? [resourceRef] : resourceRef
    const isMatch = await authority.applyConditions(decision, refs, credentials)
    const results = isMatch.map((matches) => (matches ? 'ALLOW' : 'DENY'))
    return typeof resourceRef === 'string' ? (results[0] ?? 'DENY') : results
  }
}

function refuseRepeatedIds(items: readonly Item[]): void {
  const seen = new Set<string>()
  for (const { id } of items) {
    if (seen.has(id)) throw permissionErrors.repeatedId({ id })
    seen.add(id)
  }
}
