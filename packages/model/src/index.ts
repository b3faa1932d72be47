export { checkEnvelope } from './check-envelope.ts'
export { type DurationParts, parseDuration } from './duration.ts'
export type {
  Entity,
  EntityLink,
  EntityMeta,
  EntityRelation,
  EntityStatusItem,
  JsonObject,
  JsonValue,
  Problem,
} from './entity.ts'
export {
  type CompoundEntityRef,
  canonicalEntityRef,
  defaultNamespace,
  entityRefOf,
  parseEntityRef,
  type RefContext,
  stringifyEntityRef,
} from './entity-ref.ts'
export { catalogEntityResource, criteriaToFilter, type EntityRule, entityRules } from './entity-rules.ts'
export {
  CallboardError,
  defineErrors,
  type ErrorFactory,
  type ErrorName,
  type ErrorSpec,
  statusByErrorName,
} from './errors.ts'
export { parseFields, projectFields } from './fields.ts'
export {
  everything,
  type Filter,
  type KeyFilter,
  keyExists,
  keyIsOneOf,
  matchesFilter,
  maxFilterConditions,
  nothing,
} from './filter/filter.ts'
export { parseFilterParam } from './filter/filter-param.ts'
export { type OrderField, parseOrderFields, parseOrderParam } from './filter/order.ts'
export { maxPredicateDepth, parsePredicate } from './filter/predicate.ts'
export {
  type IndexRow,
  indexRows,
  indexValue,
  maxEntityDepth,
  maxIndexedLength,
  relationRows,
  rowsOfServedEntity,
} from './index-rows.ts'
export { builtinKinds } from './kinds/builtin-kinds.ts'
export { KindConfig, parseKindConfig } from './kinds/kind-config.ts'
export type { KindColumn, KindDefinition, KindRelation } from './kinds/kind-definition.ts'
export { type KindModel, type KnownKind, kindModel } from './kinds/kind-model.ts'
export {
  findSourceLocation,
  isScriptUrl,
  type LocationRef,
  parseLocationRef,
  stringifyLocationRef,
} from './location-ref.ts'
export { modelErrors } from './model-errors.ts'
export { cleanAnnotations, normaliseEntity, rejectedUrl } from './normalise-entity.ts'
export {
  type BasicPermission,
  basicPermission,
  type Criteria,
  type Permission,
  type PermissionAction,
  type PermissionRule,
  type PolicyDecision,
  type ResourcePermission,
  resourcePermission,
} from './permission.ts'
export { type EmittedRelation, relationsOf } from './relations.ts'
export {
  type Access,
  del,
  get,
  type Method,
  patch,
  post,
  put,
  type Route,
  type RouteOptions,
  type Shape,
  type ShapeOf,
  schemaOfShape,
} from './route.ts'
export { type ConfigOptions, DateTime, Duration, EntityRef, Secret, type Static, type TSchema, Type } from './schema.ts'
export { defaultFieldRules, type FieldRule, type FieldRules } from './syntax.ts'
export {
  type ExtensionPointToken,
  extensionPoint,
  ifInstalled,
  type ServiceToken,
  service,
  type Token,
} from './tokens.ts'
export { checkCommon, checkKind, validateEntity } from './validate-entity.ts'
