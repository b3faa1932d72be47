import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with Bitbucket's actions, besides what the host refuses. */
export const errors = defineErrors('bitbucket', {
  contextLacks: {
    name: 'InputError',
    data: { key: Type.String() },
    message: 'The context does not say the {key}.',
  },
  foreignRemote: {
    name: 'NotAllowedError',
    data: { host: Type.String(), remote: Type.String() },
    message:
      '{host} says that the repository is to be cloned from "{remote}", which is on another host. Nothing was sent there.',
    hint: 'Check the address of the host in its own settings.',
  },
  noHttpClone: {
    name: 'InputError',
    data: { host: Type.String(), repo: Type.String() },
    message: '{host} offers no address to clone {repo} over HTTP. Nothing was pushed.',
    hint: 'Let an administrator switch on "HTTP(S) SCM hosting" there.',
  },
  nothingToMergeInto: {
    name: 'InputError',
    data: { repo: Type.String() },
    message: 'There is no repository {repo}, or it has no branch that a pull request could be merged into.',
    hint: 'Check its address. An empty repository needs a first commit, for example by an action that publishes.',
  },
})
