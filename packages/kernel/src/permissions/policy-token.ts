import { extensionPoint } from '@callboard/model'
import type { PermissionPolicy } from './permissions.ts'

/** Where the policy of the portal is added. At most one; without one everything is allowed. */
export const permissionPolicy = extensionPoint<PermissionPolicy>(
  'kernel.permission-policy',
  'Decides who may do what. At most one plugin adds a policy.',
)
