import { defineErrors, Type } from '@callboard/model'

/** What may go wrong when permissions are asked for or conditions evaluated. */
export const permissionErrors = defineErrors('permission', {
  denied: {
    name: 'NotAllowedError',
    data: { permission: Type.String(), reason: Type.String() },
    message: 'You do not have the permission {permission} here.',
    hint: '{reason}',
  },
  repeatedId: {
    name: 'InputError',
    data: { id: Type.String() },
    message: 'Two items have the id {id}, so that nobody could tell their answers apart.',
  },
  unknownRule: {
    name: 'InputError',
    data: { rule: Type.String(), resourceType: Type.String() },
    message: 'There is no rule {rule} for resources of the type {resourceType}.',
  },
  wrongParams: {
    name: 'InputError',
    data: { rule: Type.String(), problem: Type.String() },
    message: 'The parameters of the rule {rule} are not valid: {problem}.',
  },
  unknownResourceType: {
    name: 'InputError',
    data: { resourceType: Type.String(), pluginId: Type.String() },
    message: 'The plugin {pluginId} has no resources of the type {resourceType}.',
  },
  wrongCriteria: {
    name: 'InputError',
    message:
      'The conditions are not valid: allOf and anyOf take lists that are not empty, not takes one condition, and a rule has a name.',
  },
  resourceRefRequired: {
    name: 'InputError',
    data: { permission: Type.String() },
    message: 'The permission {permission} is about a resource, so resourceRef is required.',
  },
  directCall: {
    name: 'NotAllowedError',
    message: 'Conditions are applied for other plugins only.',
  },
})
