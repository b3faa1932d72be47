import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with GitLab's actions, besides what GitLab refuses. */
export const errors = defineErrors('gitlab', {
  namespaceMissing: {
    name: 'InputError',
    data: { host: Type.String(), owner: Type.String() },
    message: '{host} has no group and no person "{owner}", or its credentials may not see it.',
    hint: 'Check the owner in the address of the repository; gitlab:group:ensureExists makes groups.',
  },
  ownerMissing: {
    name: 'InputError',
    data: { host: Type.String(), username: Type.String() },
    message: '{host} has no person "{username}" who could own the project.',
    hint: 'Give the user name, without "@".',
  },
  projectMissing: {
    name: 'InputError',
    data: { host: Type.String(), project: Type.String() },
    message: '{host} has no project "{project}", or its credentials may not see it.',
    hint: 'Check the name, and that the token is of a member of the project.',
  },
  branchTaken: {
    name: 'InputError',
    data: { project: Type.String(), branch: Type.String() },
    message: 'The project {project} has a branch {branch} already.',
    hint: 'Choose another branchName, or set `update: true` to commit onto the branch that is there.',
  },
  contextLacks: {
    name: 'InputError',
    data: { key: Type.String() },
    message: 'The context of the request lacks "{key}".',
    hint: 'Groups need the host, repositories the host and the id of a group.',
  },
  nobodyNamed: {
    name: 'InputError',
    message: 'Neither userIds nor groupIds names anybody.',
    hint: 'Give at least one number in one of the two.',
  },
  malformedAccessLevel: {
    name: 'InputError',
    data: { accessLevel: Type.String(), known: Type.String() },
    message: 'GitLab knows no access level "{accessLevel}".',
    hint: 'Give its number, or one of: {known}.',
  },
})
