import type { CoreServices, Credentials, RequestContext } from '@callboard/kernel'
import type { Permission } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as allowed from '../../model/permissions.ts'
import type { RoleDocument } from '../../model/role.ts'
import { memberRefOf, roleRefOf } from '../../model/role-ref.ts'
import * as routes from '../../model/routes.ts'
import type { LivePolicy } from '../live-policy.ts'
import { grantProblem } from '../policy/check-grant.ts'
import { saySource } from '../policy/explain.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import type { PolicyFiles } from '../sources/policy-files.ts'
import type { RoleStore } from '../sources/role-store.ts'
import type { Guard, PolicyState } from './guard.ts'

/** What administering roles needs. */
export interface RoleServices extends Pick<CoreServices, 'http' | 'permissions'> {
  live: LivePolicy
  files: PolicyFiles
  store: RoleStore
  vocabulary(): Vocabulary
  state: PolicyState
  guard: Guard
  /** Tells all replicas, this one first, that roles have changed. */
  announce(): Promise<void>
}

/** Serves the roles, for those who may see and change them. */
export function serveRoles(services: RoleServices): void {
  const { http, live, files, store, vocabulary, permissions, state, guard } = services

  http.serve(routes.listRoles, async ({ credentials }) => {
    await guard.require(credentials, allowed.policyRead)
    const { policy } = live.judge()
    return {
      roles: live.roles().toSorted((a, b) => a.ref.localeCompare(b.ref)),
      state,
      default: policy.default,
      administrators: [...policy.administrators],
      fences: policy.fences.map(({ name, members }) => ({ name, members })),
      problems: [...files.problems()],
    }
  })
  http.serve(routes.readRole, async ({ params, credentials }) => {
    await guard.require(credentials, allowed.policyRead)
    return roleAt(params)
  })
  http.serve(routes.createRole, async ({ body, credentials, audited }) => {
    await guard.require(credentials, allowed.policyCreate)
    const ref = roleRefOf(body.name)
    if (ref === undefined)
      throw errors.wrongRole({
        problem: `"${body.name}" cannot be its name: letters, digits, and single "-", "_" or ".".`,
      })
    if (live.judge().policy.roles.has(ref)) throw errors.roleExists({ ref })
    const document = checked(body.role, vocabulary())
    await change({ ref, after: document, credentials, audited }, (by) => store.create(ref, document, by))
    return roleOf(ref)
  })
  http.serve(routes.changeRole, async ({ params, body, credentials, audited }) => {
    await guard.require(credentials, allowed.policyUpdate)
    const { ref } = roleAt(params)
    const document = checked(body.role, vocabulary())
    const stored = live.stored(ref)
    const version = body.version ?? stored?.version ?? 0
    await change({ ref, after: document, credentials, audited }, (by) =>
      // A role of a file gets a part in the database with its first change here.
      stored ? store.change(ref, document, { by, version }) : store.create(ref, document, by),
    )
    return roleOf(ref)
  })
  http.serve(routes.deleteRole, async ({ params, credentials, audited }) => {
    await guard.require(credentials, allowed.policyDelete)
    const role = roleAt(params)
    const stored = live.stored(role.ref)
    if (!stored) {
      const source = role.grants[0]?.source ?? role.members[0]?.source
      throw errors.roleInFile({ ref: role.ref, source: source ? saySource(source) : 'a file' })
    }
    await change({ ref: role.ref, after: undefined, credentials, audited }, () =>
      store.remove(role.ref, stored.version),
    )
  })
  http.serve(routes.listPermissions, () => ({
    permissions: permissions.insight.permissions().map(permissionInfo),
    resourceTypes: permissions.insight.resourceTypes().map(({ pluginId, resourceType, rules }) => ({
      ...{ pluginId, resourceType },
      rules: rules.map(({ name, description, paramsSchema }) => ({
        name,
        description,
        ...(paramsSchema && { paramsSchema }),
      })),
    })),
  }))

  const roleOf = (ref: string) => {
    const role = live.roles().find((one) => one.ref === ref)
    if (!role) throw errors.roleNotFound({ ref })
    return role
  }
  function roleAt({ namespace, name }: { namespace: string; name: string }) {
    const ref = roleRefOf(`role:${namespace}/${name}`)
    if (ref === undefined) throw errors.roleNotFound({ ref: `role:${namespace}/${name}` })
    return roleOf(ref)
  }

  /** Every change goes through here: it is checked, made, announced and put on record. */
  async function change(
    { ref, after, credentials, audited }: Change,
    write: (by: string) => Promise<void>,
  ): Promise<void> {
    const before = live.stored(ref)?.document ?? null
    audited({ target: ref, severityLevel: 'high', meta: { before, after: after ?? null } })
    // Another replica may have changed roles a moment ago.
    await live.readStore()
    await guard.refuseHarm({ ref, after, credentials })
    await write(subjectOf(credentials))
    await services.announce()
  }
}

interface Change extends Pick<RequestContext<unknown, unknown, unknown>, 'credentials' | 'audited'> {
  ref: string
  /** What the database shall say of the role; undefined when it shall say nothing. */
  after: RoleDocument | undefined
}

/** @throws `permission/wrong-role` */
function checked(role: RoleDocument, vocabulary: Vocabulary): RoleDocument {
  const members = role.members.map((text) => {
    const ref = memberRefOf(text)
    if (ref !== undefined) return ref
    throw errors.wrongRole({ problem: `"${text}" is neither a user, nor a group, nor "*".` })
  })
  for (const grant of role.grants) {
    const problem = grantProblem(grant, vocabulary)
    if (problem !== undefined) throw errors.wrongRole({ problem })
  }
  return { ...role, members: [...new Set(members)] }
}

/** A permission as the screen lists it. */
export function permissionInfo({ pluginId, permission }: { pluginId: string; permission: Permission }) {
  const { name, attributes } = permission
  return {
    ...{ pluginId, name },
    ...(attributes.action && { action: attributes.action }),
    ...(permission.type === 'resource' && { resourceType: permission.resourceType }),
  }
}

function subjectOf({ principal }: Credentials): string {
  if (principal.type === 'user') return principal.userEntityRef
  return principal.type === 'service' ? principal.subject : 'nobody'
}
