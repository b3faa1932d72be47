import { Duration, parseDuration, Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'

/** Any provider of OpenID Connect, by its discovery document (spec/platform.md 5.6). */
export const oidcMethod = defineSignInMethod({
  id: 'oidc',
  title: 'OpenID Connect',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    metadataUrl: Type.String({
      format: 'uri',
      description: 'URL of the discovery document, or of the issuer: `https://id.acme.test/realms/main`.',
    }),
    tokenEndpointAuthMethod: Type.Union([Type.Literal('client_secret_basic'), Type.Literal('client_secret_post')], {
      default: 'client_secret_basic',
      description: 'How the portal proves to the provider who it is.',
    }),
    tokenSignedResponseAlg: Type.String({
      default: 'RS256',
      description: 'The algorithm that ID tokens are signed with.',
    }),
    prompt: Type.String({
      default: 'none',
      description:
        'What the provider asks people: `login`, `consent`, `select_account`; `none` only works for who is signed in there; `auto` leaves it to the provider.',
    }),
    timeout: Duration({ default: '10s', description: 'After how long a request to the provider is given up.' }),
    startUrlSearchParams: Type.Optional(
      Type.Array(Type.String(), { description: 'Query parameters of the start that are passed on to the provider.' }),
    ),
    federatedLogout: Type.Optional(
      Type.Boolean({ description: 'Whether signing out of the portal signs out at the provider, too.' }),
    ),
    scope: Type.Optional(Type.Unknown({ description: 'Not read: use `additionalScopes`.' })),
  },
  create({ config, callbackUrl, nowMs, isDevelopment }) {
    refuseScope(config.scope)
    const { prompt, startUrlSearchParams = [] } = config
    return oidcFlow(
      {
        metadataUrl: config.metadataUrl,
        clientId: config.clientId,
        clientSecret: config.clientSecret,
        clientAuthentication: config.tokenEndpointAuthMethod,
        signedBy: config.tokenSignedResponseAlg,
        scope: 'openid profile email',
        persistsScopes: true,
        wantsVerifiedEmail: true,
        authorizationParams({ query }) {
          const passed = startUrlSearchParams.flatMap((name) => {
            const value = query.get(name)
            return value === null ? [] : [[name, value]]
          })
          return { ...(prompt !== 'auto' && { prompt }), ...Object.fromEntries(passed) }
        },
        federatedLogout: config.federatedLogout ?? false,
      },
      { callbackUrl, nowMs, isDevelopment, timeoutMs: parseDuration(config.timeout) },
    )
  },
})

/** @throws Error that names the key: whoever set it expects it to be read (spec/platform.md 5.6). */
export function refuseScope(scope: unknown): void {
  if (scope !== undefined) throw new Error('The key "scope" is not supported; use "additionalScopes" instead.')
}
