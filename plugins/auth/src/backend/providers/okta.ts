import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'
import { byEmailAnnotation } from './annotations.ts'

/** Sign-in with Okta (spec/platform.md 5.6). */
export const oktaMethod = defineSignInMethod({
  id: 'okta',
  title: 'Okta',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    audience: Type.String({ description: 'The URL of the organisation: `https://acme.okta.com`.' }),
    authServerId: Type.Optional(Type.String({ description: 'The authorization server, such as `default`.' })),
    idp: Type.Optional(Type.String({ description: 'The identity provider that Okta shall ask.' })),
  },
  resolvers: { emailMatchingUserEntityAnnotation: byEmailAnnotation('okta.com/email') },
  create({ config: { clientId, clientSecret, audience, authServerId, idp }, ...context }) {
    if (!/^https?:\/\//.test(audience)) throw new Error('"audience" must start with "https://" or "http://".')
    const base = audience.replace(/\/+$/, '')
    return oidcFlow(
      {
        ...{ clientId, clientSecret },
        metadataUrl: authServerId === undefined ? base : `${base}/oauth2/${authServerId}`,
        scope: 'openid email profile offline_access',
        persistsScopes: false,
        authorizationParams: () => ({ ...(idp !== undefined && { idp }) }),
      },
      context,
    )
  },
})
