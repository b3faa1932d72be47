export { type CodePolicy, type PolicyUser, policies } from './code-policies.ts'
export { errors } from './errors.ts'
export { policyCreate, policyDelete, policyPermissions, policyRead, policyUpdate } from './permissions.ts'
export { type Condition, Grant, PolicySource, Role, RoleDocument, SourcedGrant } from './role.ts'
export { memberRefOf, roleRefOf } from './role-ref.ts'
export {
  changeRole,
  createRole,
  deleteRole,
  Explanation,
  listPermissions,
  listRoles,
  PolicyProblem,
  readRole,
  simulate,
} from './routes.ts'
