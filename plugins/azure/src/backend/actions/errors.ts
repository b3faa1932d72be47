import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with Azure's actions, besides what the host refuses. */
export const errors = defineErrors('azure', {
  foreignRemote: {
    name: 'NotAllowedError',
    data: { host: Type.String(), remote: Type.String() },
    message:
      '{host} says that the repository is to be cloned from "{remote}", which is on another host. Nothing was sent there.',
    hint: 'Check the address of the host in its own settings.',
  },
})
