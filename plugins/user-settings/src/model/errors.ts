import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with settings. */
export const errors = defineErrors('user-settings', {
  notSet: {
    name: 'NotFoundError',
    data: { bucket: Type.String(), key: Type.String() },
    message: 'The setting "{key}" in the bucket "{bucket}" is not set.',
    hint: 'Set it with PUT first.',
  },
  onlyForPeople: {
    name: 'NotAllowedError',
    message: 'Settings belong to people; a service has none.',
    hint: 'Use the token of a signed-in person.',
  },
  tooMany: {
    name: 'ConflictError',
    data: { most: Type.Integer() },
    message: 'There are {most} settings already, which is as many as a person may have.',
    hint: 'Delete settings that are no longer needed.',
  },
})
