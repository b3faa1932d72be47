import { basicPermission } from '@callboard/model'

/** What identity providers may do; `backend.auth.externalAccess` can give them apart. */
export const scimPermissions = {
  read: basicPermission('scim.resource.read', 'read'),
  create: basicPermission('scim.resource.create', 'create'),
  update: basicPermission('scim.resource.update', 'update'),
  delete: basicPermission('scim.resource.delete', 'delete'),
} as const
