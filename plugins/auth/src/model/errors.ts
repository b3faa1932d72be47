import { defineErrors } from '@callboard/model'

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
})
