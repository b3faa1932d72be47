import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'

/** Sign-in with Auth0 (spec/platform.md 5.6). */
export const auth0Method = defineSignInMethod({
  id: 'auth0',
  title: 'Auth0',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    domain: Type.String({ minLength: 1, description: 'The domain of the tenant: `acme.eu.auth0.com`.' }),
    audience: Type.Optional(Type.String({ description: 'The API that the access tokens are for.' })),
    connection: Type.Optional(Type.String({ description: 'The connection that people sign in by.' })),
    connectionScope: Type.Optional(Type.String({ description: 'Scopes that the connection is asked for.' })),
    prompt: Type.String({ default: 'consent', description: 'What Auth0 asks people; `auto` leaves it to Auth0.' }),
    organization: Type.Optional(Type.String({ description: 'The organization whose members may sign in.' })),
    federatedLogout: Type.Optional(
      Type.Boolean({ description: 'Whether signing out of the portal signs out at Auth0, too.' }),
    ),
  },
  create({ config, ...context }) {
    const { clientId, clientSecret, domain, audience, connection, connectionScope, prompt, organization } = config
    const base = /^https?:\/\//.test(domain) ? domain.replace(/\/+$/, '') : `https://${domain}`
    const flow = oidcFlow(
      {
        ...{ clientId, clientSecret },
        metadataUrl: `${base}/`,
        clientAuthentication: 'client_secret_post',
        scope: 'openid profile email offline_access',
        persistsScopes: false,
        authorizationParams: () => ({
          ...(audience !== undefined && { audience }),
          ...(connection !== undefined && { connection }),
          ...(connectionScope !== undefined && { connection_scope: connectionScope }),
          ...(organization !== undefined && { organization }),
          ...(prompt !== 'auto' && { prompt }),
        }),
      },
      context,
    )
    if (!config.federatedLogout) return flow
    return {
      ...flow,
      async logout(_session, { returnTo }) {
        const query = new URLSearchParams({ client_id: clientId, returnTo })
        return { logoutUrl: `${base}/v2/logout?federated&${query}` }
      },
    }
  },
})
