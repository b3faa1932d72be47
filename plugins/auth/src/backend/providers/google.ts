import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'
import { byEmailAnnotation } from './annotations.ts'

/** Sign-in with Google (spec/platform.md 5.6). */
export const googleMethod = googleAt('https://accounts.google.com')

/** Sign-in with Google at some address, for tests. */
export function googleAt(issuer: string) {
  return defineSignInMethod({
    id: 'google',
    title: 'Google',
    hasEnvironments: true,
    config: oauthKeys,
    resolvers: { emailMatchingUserEntityAnnotation: byEmailAnnotation('google.com/email') },
    create: ({ config: { clientId, clientSecret }, ...context }) =>
      oidcFlow(
        {
          ...{ metadataUrl: issuer, clientId, clientSecret },
          clientAuthentication: 'client_secret_post',
          scope:
            'openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile',
          persistsScopes: false,
          // Google gives refresh tokens only for the first, and only after it has asked the person.
          authorizationParams: () => ({ access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' }),
        },
        context,
      ),
  })
}
