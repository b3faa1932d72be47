import { defineErrors, Type } from '@callboard/model'

/** Why somebody whom a proxy shall have signed in is not believed. */
export const proxyErrors = defineErrors('auth', {
  proofMissing: {
    name: 'AuthenticationError',
    data: { header: Type.String() },
    message: 'The request lacks {header}, with which the proxy says who is signed in.',
    hint: 'Open the portal at the address of the proxy, and check that the proxy sends it on.',
  },
  proofRepeated: {
    name: 'AuthenticationError',
    data: { header: Type.String() },
    message: 'The request carries {header} more than once, so nobody can tell which one the proxy has set.',
    hint: 'Let the proxy replace what callers send under this name instead of adding to it.',
  },
  proofInvalid: {
    name: 'AuthenticationError',
    data: { header: Type.String(), reason: Type.String() },
    message: 'The token in {header} does not hold: {reason}',
    hint: 'Compare the config of this provider with what the proxy signs.',
  },
  notThroughProxy: {
    name: 'AuthenticationError',
    data: { ip: Type.String() },
    message: 'The request came from {ip}, which is no trusted proxy.',
    hint: 'Add the address of the proxy to auth.providers.oauth2Proxy.trustedProxies, and open the portal through it.',
  },
  proxySecretWrong: {
    name: 'AuthenticationError',
    message: 'The request lacks the secret that the proxy and the portal share.',
    hint: 'Let the proxy send auth.providers.oauth2Proxy.sharedSecret in the header x-callboard-proxy-secret.',
  },
})
