import type { TSchema } from 'typebox'

/** What a permission does to its subject; absent when none of the four fits. */
export type PermissionAction = 'create' | 'read' | 'update' | 'delete'

/** A permission, as it travels on the wire (spec/platform.md 9.1). */
export type Permission = BasicPermission | ResourcePermission

/** A permission that is about no particular thing. */
export interface BasicPermission {
  type: 'basic'
  /** `catalog.location.create` */
  name: string
  attributes: { action?: PermissionAction }
}

/** A permission about a thing of a resource type; a policy may answer it with conditions. */
export interface ResourcePermission {
  type: 'resource'
  name: string
  attributes: { action?: PermissionAction }
  /** `catalog-entity` */
  resourceType: string
}

/** Conditions of a decision: a rule, or a combination. Arrays are never empty (spec/platform.md 9.1). */
export type Criteria =
  | { allOf: Criteria[] }
  | { anyOf: Criteria[] }
  | { not: Criteria }
  | { rule: string; resourceType: string; params?: Record<string, unknown> }

/** What a policy answers. */
export type PolicyDecision =
  | { result: 'ALLOW' }
  | { result: 'DENY' }
  | { result: 'CONDITIONAL'; pluginId: string; resourceType: string; conditions: Criteria }

/** A rule that conditions may name (spec/catalog.md 6.3). `R` is the resource as its plugin loads it. */
export interface PermissionRule<R = unknown, P = Record<string, unknown>> {
  /** `IS_ENTITY_OWNER` */
  name: string
  description: string
  resourceType: string
  /** JSON Schema of the parameters, closed. */
  paramsSchema?: TSchema
  /** Whether the rule holds for one resource. */
  apply(resource: R, params: P): boolean
}

/** Declares a basic permission. */
export const basicPermission = (name: string, action?: PermissionAction): BasicPermission => ({
  type: 'basic',
  name,
  attributes: action ? { action } : {},
})

/** Declares a permission about things of one resource type. */
export const resourcePermission = (
  name: string,
  resourceType: string,
  action?: PermissionAction,
): ResourcePermission => ({
  type: 'resource',
  name,
  attributes: action ? { action } : {},
  resourceType,
})
