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
    message: 'Guests can sign in only while NODE_ENV is "development".',
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
  unknownProvider: {
    name: 'NotFoundError',
    data: { provider: Type.String() },
    message: "Unknown auth provider '{provider}'",
    hint: 'GET /api/auth/v1/providers lists those that are configured.',
  },
  unknownEnvironment: {
    name: 'NotFoundError',
    data: { provider: Type.String(), env: Type.String() },
    message: "The auth provider '{provider}' is not configured for the environment '{env}'",
  },
  askedTooMuch: {
    name: 'InputError',
    message: 'More is asked for than any provider could grant: the query is too long.',
  },
  startWithoutEnvironment: { name: 'InputError', message: 'No env provided in request query parameters' },
  noEnvironment: { name: 'InputError', message: "Must specify 'env' query to select environment" },
  invalidOrigin: {
    name: 'InputError',
    data: { origin: Type.String() },
    message: "'{origin}' is not the URL of a web page",
  },
  originNotAllowed: {
    name: 'NotAllowedError',
    data: { origin: Type.String() },
    message: "Origin '{origin}' is not allowed",
    hint: 'Open the portal at app.baseUrl, or add the origin to auth.experimentalExtraAllowedOrigins.',
  },
  notFromScript: { name: 'AuthenticationError', message: 'Invalid X-Requested-With header' },
  noSuchStep: {
    name: 'NotImplementedError',
    data: { provider: Type.String(), step: Type.String() },
    message: "The auth provider '{provider}' has no {step}",
  },
  missingNonce: { name: 'NotAllowedError', message: 'Auth response is missing cookie nonce' },
  invalidNonce: { name: 'NotAllowedError', message: 'Invalid nonce' },
  attemptOver: {
    name: 'NotAllowedError',
    message: 'This sign-in has already ended, or it took longer than ten minutes. Start again.',
  },
  providerFailed: { name: 'AuthenticationError', data: { reason: Type.String() }, message: '{reason}' },
  providerUnavailable: { name: 'ServiceUnavailableError', data: { reason: Type.String() }, message: '{reason}' },
  noRedirectUrl: { name: 'InputError', message: 'No redirectUrl was given, so there is no page to return to.' },
  refreshFailed: {
    name: 'AuthenticationError',
    data: { cause: Type.String() },
    message: 'Refresh failed; caused by {cause}',
  },
  missingSession: { name: 'InputError', message: 'Missing session cookie' },
  sessionOver: { name: 'AuthenticationError', message: 'The session is over. Sign in again.' },
  sessionReused: {
    name: 'AuthenticationError',
    message: 'The session was ended, because it was used from two places. Sign in again.',
  },
  sessionBusy: {
    name: 'ServiceUnavailableError',
    message: 'The provider takes too long to renew this session. Nothing was changed; try again.',
  },
  unresolved: {
    name: 'NotAllowedError',
    message:
      'Failed to sign-in, unable to resolve user identity. Please verify that your catalog contains the expected User entities that would match your configured sign-in resolver.',
  },
  profileLacks: {
    name: 'NotAllowedError',
    data: { reason: Type.String() },
    message: 'Failed to sign-in: {reason}',
  },
  severalPeople: {
    name: 'ConflictError',
    message: 'Failed to sign-in, more than one User entity of the catalog matches your profile',
  },
  domainNotAllowed: {
    name: 'NotAllowedError',
    message: 'Failed to sign-in, the domain of your email address is not among those that may sign in',
  },
  claimNotAllowed: {
    name: 'NotAllowedError',
    message: 'Failed to sign-in, you are in none of the groups that may sign in to this portal',
    hint: 'An administrator sees in the sign-in trace what your provider said.',
  },
  internal: {
    name: 'ServiceUnavailableError',
    message: 'An internal error occurred',
    hint: 'The reason is in the log of the portal.',
  },
  loginUnavailable: {
    name: 'ServiceUnavailableError',
    message: 'Names and passwords cannot be checked at the moment. Try again later.',
  },
  wrongLogin: { name: 'AuthenticationError', message: 'The name or the password is wrong.' },
  tooManyLogins: {
    name: 'TooManyRequestsError',
    data: { seconds: Type.Number() },
    message: 'Too many attempts have failed. Try again in {seconds} seconds.',
  },
  traceClosed: {
    name: 'NotAllowedError',
    message: 'The sign-in trace is closed while permissions are off, because everybody could read it.',
    hint: 'Set permission.enabled to true, and permission.policy.',
  },
  unknownSession: { name: 'NotFoundError', message: 'You have no such session.' },
})
