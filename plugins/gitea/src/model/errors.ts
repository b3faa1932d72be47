import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with Gitea's actions, besides what Gitea refuses. */
export const errors = defineErrors('gitea', {
  ownerMissing: {
    name: 'InputError',
    data: { host: Type.String(), owner: Type.String() },
    message:
      '{host} has no organisation "{owner}" that its credentials may see, and they are not of a person of that name.',
    hint: 'Check the owner in the address of the repository, or give the action a token of that person.',
  },
  branchTaken: {
    name: 'InputError',
    data: { repo: Type.String(), branch: Type.String() },
    message: 'The repository {repo} has a branch {branch} already.',
    hint: 'Choose another branchName, or set `update: true` to commit onto the branch that is there.',
  },
})
