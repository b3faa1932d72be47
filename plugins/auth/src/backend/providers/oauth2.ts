import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oauthFlow } from '../oauth/oauth-flow.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { byUsername } from './annotations.ts'
import { refuseScope } from './oidc.ts'

/** Any provider of OAuth 2.0 that adds an ID token to its answers (spec/platform.md 5.6). */
export const oauth2Method = defineSignInMethod({
  id: 'oauth2',
  title: 'OAuth 2.0',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    authorizationUrl: Type.String({ format: 'uri', description: 'Where people are sent.' }),
    tokenUrl: Type.String({ format: 'uri', description: 'Where codes are changed into tokens.' }),
    includeBasicAuth: Type.Optional(
      Type.Boolean({ description: 'Whether the portal proves who it is by a header instead of fields of the form.' }),
    ),
    disableRefresh: Type.Optional(Type.Boolean({ description: 'Whether refresh tokens are thrown away.' })),
    scope: Type.Optional(Type.Unknown({ description: 'Not read: use `additionalScopes`.' })),
  },
  resolvers: { usernameMatchingUserEntityName: byUsername('preferred_username', 'username') },
  create({ config, ...context }) {
    refuseScope(config.scope)
    const { authorizationUrl, tokenUrl, clientId, clientSecret, includeBasicAuth, disableRefresh = false } = config
    return oauthFlow(
      {
        type: 'oauth',
        ...{ authorizationUrl, tokenUrl, clientId, clientSecret, disableRefresh },
        clientAuthentication: includeBasicAuth ? 'client_secret_basic' : 'client_secret_post',
        scope: '',
        persistsScopes: false,
        async identify({ idToken }) {
          const claims = idToken === undefined ? {} : claimsFor(clientId, idToken, context.nowMs())
          return { profile: profileOf(claims), claims }
        },
      },
      context,
    )
  },
})

/**
 * The claims of an ID token that came straight from the token endpoint, where TLS stands for its signature (OpenID
 * Connect Core 3.1.3.7): the config names no issuer whose keys could be asked for.
 *
 * @throws Error when it is for another client, or too old.
 */
function claimsFor(clientId: string, idToken: string, nowMs: number): Record<string, unknown> {
  const claims: Record<string, unknown> = JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString())
  if (![claims.aud].flat().includes(clientId)) throw new Error('The ID token is for another client.')
  if (typeof claims.exp !== 'number' || claims.exp * 1000 < nowMs - 30_000) throw new Error('The ID token has expired.')
  return claims
}
