import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'
import { byUsername } from './annotations.ts'

/** Sign-in with OneLogin (spec/platform.md 5.6). */
export const oneloginMethod = defineSignInMethod({
  id: 'onelogin',
  title: 'OneLogin',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    issuer: Type.String({ format: 'uri', description: 'The issuer: `https://acme.onelogin.com/oidc/2`.' }),
  },
  resolvers: { usernameMatchingUserEntityName: byUsername('preferred_username', 'username') },
  create: ({ config: { clientId, clientSecret, issuer }, ...context }) =>
    oidcFlow(
      {
        ...{ clientId, clientSecret },
        metadataUrl: issuer,
        scope: 'openid',
        persistsScopes: false,
        adjustScope: () => 'openid',
      },
      context,
    ),
})
