import type { Criteria, Permission, PermissionRule, PolicyDecision, TSchema } from '@callboard/model'
import type { Credentials } from '../auth/auth.ts'

/** Decides (spec/platform.md 9.2). Registered by the plugin that owns policies; without one everything is allowed. */
export interface PermissionPolicy {
  decide(
    request: { permission: Permission },
    user: { credentials: Credentials; userEntityRef: string; ownershipEntityRefs: string[] } | undefined,
  ): Promise<PolicyDecision>
  /** One sentence that says why the person may not do it, and what would let them; told to whoever is denied. */
  explainDenial?(
    request: { permission: Permission },
    user: { userEntityRef: string; ownershipEntityRefs: string[] } | undefined,
  ): string | undefined
}

/** What the owner of a resource type tells, once. */
export interface ResourceType<R> {
  resourceType: string
  permissions: Permission[]
  rules: PermissionRule<R, never>[]
  /**
   * Loads by ref, for decisions about one thing; undefined when there is none. Same order as asked.
   *
   * @param caller - Who wants to do something to the things. What this caller may not even see should be undefined, too: or
   * a decision about it would tell that it exists. Without, everything counts.
   */
  load(refs: string[], caller?: Credentials): Promise<(R | undefined)[]>
}

/** Asks what a caller may do. */
export interface Permissions {
  /** Whether permissions are asked at all (`permission.enabled`). */
  readonly isEnabled: boolean
  /**
   * Whether they are asked and a policy answers. Without, everybody signed in may do everything; what must stay closed even
   * then (the audit, how others signed in) looks here. Known once every plugin is set up.
   */
  readonly isDecided: boolean
  /**
   * The decision as it stands, conditions included, for list queries that turn conditions into SQL.
   * Service principals are allowed, within their access restrictions (spec/platform.md 9.3).
   */
  decide(credentials: Credentials, permission: Permission): Promise<PolicyDecision>
  /** Whether the caller may do it, to this thing if one is given; conditions are evaluated by the owner's rules. */
  isAllowed(credentials: Credentials, permission: Permission, resourceRef?: string): Promise<boolean>
  /** @throws `permission/denied` (NotAllowedError 403), with the permission's name. */
  require(credentials: Credentials, permission: Permission, resourceRef?: string): Promise<void>
  /**
   * Declares this plugin's permissions and rules; serves the metadata and apply-conditions endpoints of
   * spec/platform.md 9.4 under the plugin's mount.
   */
  register<R>(type: ResourceType<R>): void
  /** About the permissions of all plugins, for whoever writes, checks and explains policies. */
  readonly insight: PermissionInsight
}

/** What all plugins together declare; complete from `lifecycle.onStart` on. */
export interface PermissionInsight {
  /** Every permission once, by name, in the order of the plugins. */
  permissions(): readonly DeclaredPermission[]
  resourceTypes(): readonly DeclaredResourceType[]
  /** The thing itself, as its plugin loads it; undefined when there is none, or nobody has things of the type. */
  load(resourceType: string, resourceRef: string): Promise<unknown>
  /**
   * Evaluates conditions for one thing, and tells how each of their rules came out.
   *
   * @returns undefined when there is no such thing.
   * @throws `permission/unknown-resource-type`, `permission/unknown-rule`
   */
  examine(decision: ConditionalDecision, resourceRef: string): Promise<Examined | undefined>
}

/** A permission, and whose it is. */
export interface DeclaredPermission {
  pluginId: string
  permission: Permission
}

/** A resource type, and the rules that conditions may name for it. */
export interface DeclaredResourceType {
  pluginId: string
  resourceType: string
  rules: readonly { name: string; description: string; paramsSchema?: TSchema }[]
}

/** A decision with conditions. */
export type ConditionalDecision = Extract<PolicyDecision, { result: 'CONDITIONAL' }>

/** How conditions came out for one thing. */
export interface Examined {
  holds: boolean
  /** Each rule once for each time it is named, in that order. */
  rules: { rule: Extract<Criteria, { rule: string }>; holds: boolean }[]
}
