import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with roles. */
export const errors = defineErrors('permission', {
  roleNotFound: {
    name: 'NotFoundError',
    data: { ref: Type.String() },
    message: 'There is no role {ref}.',
    hint: 'GET /api/permission/roles lists them.',
  },
  roleExists: {
    name: 'ConflictError',
    data: { ref: Type.String() },
    message: 'There is a role {ref} already.',
    hint: 'Change it, or choose another name.',
  },
  roleChanged: {
    name: 'ConflictError',
    data: { ref: Type.String() },
    message: 'Somebody has changed {ref} in the meantime.',
    hint: 'Read it again, and make your change anew.',
  },
  roleInFile: {
    name: 'ConflictError',
    data: { ref: Type.String(), source: Type.String() },
    message: 'The role {ref} is not in the database: it comes from {source}.',
    hint: 'Change it there. The portal follows.',
  },
  wrongRole: {
    name: 'InputError',
    data: { problem: Type.String() },
    message: 'The role is not valid: {problem}',
  },
  unknownPermission: {
    name: 'InputError',
    data: { permission: Type.String() },
    message: 'No plugin of this portal declares the permission {permission}.',
    hint: 'GET /api/permission/permissions lists them.',
  },
  escalation: {
    name: 'NotAllowedError',
    data: { problem: Type.String() },
    message: '{problem}',
    hint: 'Nobody may give what they do not have. Ask one of the administrators of permission.policy.administrators.',
  },
  lastAdministrator: {
    name: 'ConflictError',
    message: 'After this change nobody could change roles any more.',
    hint: 'Name somebody in permission.policy.administrators, or give another role policy.entity.update first.',
  },
  administratorsOnly: {
    name: 'NotAllowedError',
    message: 'While no policy is in force, only those whom the config names administrators see and change roles.',
    hint: 'Set permission.enabled, and permission.policy with administrators.',
  },
})
