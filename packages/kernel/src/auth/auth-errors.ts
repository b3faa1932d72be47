import { defineErrors, Type } from '@callboard/model'

/** What may be wrong with a caller. The messages are the field's own (spec/platform.md 4.4). */
export const authErrors = defineErrors('auth', {
  missingCredentials: { name: 'AuthenticationError', message: 'Missing credentials' },
  illegalToken: { name: 'AuthenticationError', message: 'Illegal token' },
  illegalLimitedToken: { name: 'AuthenticationError', message: 'Illegal limited user token' },
  wrongCredentials: {
    name: 'NotAllowedError',
    data: { type: Type.String() },
    message: "This endpoint does not allow '{type}' credentials",
  },
  scopeMissing: {
    name: 'NotAllowedError',
    data: { scope: Type.String(), action: Type.String() },
    message: 'This token may not do that: it needs the scope {scope}, or {action} for every plugin.',
    hint: 'Make a personal access token with that scope in the settings.',
  },
  pluginNotListed: {
    name: 'NotAllowedError',
    data: { subject: Type.String(), pluginId: Type.String() },
    message: 'This token of {subject} may not call the plugin {pluginId}.',
    hint: 'Its entry in backend.auth.externalAccess lists accessRestrictions; add the plugin there.',
  },
  cannotDelegate: {
    name: 'NotAllowedError',
    data: { subject: Type.String(), pluginId: Type.String() },
    message: 'A call of {subject} cannot be passed on to the plugin {pluginId}.',
    hint: 'Its access restrictions name single permissions of that plugin, or do not list it; such a token must call it directly.',
  },
  noDelegationOfNobody: {
    name: 'AuthenticationError',
    message: 'A call without credentials cannot be passed on to another plugin.',
  },
  invalidUserRef: {
    name: 'InputError',
    data: { ref: Type.String() },
    message: 'No token can be issued for "{ref}": it is not a full entity ref such as user:default/ada.',
  },
  tokenTooLong: {
    name: 'InputError',
    data: { length: Type.Number(), ref: Type.String() },
    message: 'The token for {ref} would have {length} characters; 32768 is the most that clients can send.',
  },
  invalidExternalAccess: {
    name: 'InputError',
    data: { key: Type.String(), problem: Type.String() },
    message: '{key}: {problem}',
  },
})
