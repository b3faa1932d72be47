import { defineErrors, Type } from '@callboard/model'

/** What may go wrong while signing in. */
export const errors = defineErrors('auth', {
  guestNotConfigured: {
    name: 'NotFoundError',
    message: 'Guests cannot sign in to this portal.',
    hint: 'Set auth.providers.guest to let them in.',
  },
  guestOutsideDevelopment: {
    name: 'NotAllowedError',
    message: 'Guests can sign in only while NODE_ENV is not "production".',
    hint: 'Use a real sign-in provider, or set auth.providers.guest.dangerouslyAllowOutsideDevelopment to true.',
  },
  tokensInPerson: {
    name: 'NotAllowedError',
    message: 'Only a person who is signed in may see, make and revoke access tokens; a token or a service may not.',
    hint: 'Sign in with a browser and open the settings.',
  },
  noSuchToken: {
    name: 'NotFoundError',
    data: { id: Type.String() },
    message: 'You have no access token {id}.',
    hint: 'Its id is in the list of your tokens. Whoever revoked it before has done the same.',
  },
  tooManyTokens: {
    name: 'ConflictError',
    data: { most: Type.Integer() },
    message: 'You have {most} access tokens already, which is as many as a person may have.',
    hint: 'Revoke tokens that are no longer needed.',
  },
})
