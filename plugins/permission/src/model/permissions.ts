import { basicPermission } from '@callboard/model'

/** To see roles, their members and grants, and to ask who may do what. */
export const policyRead = basicPermission('policy.entity.read', 'read')
/** To make roles. */
export const policyCreate = basicPermission('policy.entity.create', 'create')
/** To change roles. */
export const policyUpdate = basicPermission('policy.entity.update', 'update')
/** To delete roles. */
export const policyDelete = basicPermission('policy.entity.delete', 'delete')

/** The permissions about roles, by the names that the field knows. */
export const policyPermissions = [policyRead, policyCreate, policyUpdate, policyDelete] as const
