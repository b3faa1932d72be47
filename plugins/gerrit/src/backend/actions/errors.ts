import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with Gerrit's actions, besides what the host refuses. */
export const errors = defineErrors('gerrit', {
  parentMissing: {
    name: 'InputError',
    data: { repoUrl: Type.String() },
    message: 'The address {repoUrl} does not name the parent of the new project, its workspace.',
    hint: 'Add `workspace=All-Projects`, or another project whose rights it shall inherit.',
  },
})
