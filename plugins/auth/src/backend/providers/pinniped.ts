import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { openidClient, refuseAnswer } from '../oauth/client.ts'
import { type IdentifyContext, oidcFlow } from '../oauth/oidc-flow.ts'

/** Tokens for Kubernetes clusters by Pinniped; nobody signs in to the portal with it (spec/platform.md 5.6). */
export const pinnipedMethod = defineSignInMethod({
  id: 'pinniped',
  title: 'Pinniped',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    federationDomain: Type.String({ format: 'uri', description: 'The issuer of the federation domain.' }),
  },
  create: ({ config: { clientId, clientSecret, federationDomain }, ...context }) =>
    oidcFlow(
      {
        ...{ clientId, clientSecret },
        metadataUrl: federationDomain,
        signedBy: 'ES256',
        scope: 'openid pinniped:request-audience username offline_access',
        persistsScopes: false,
        keep({ query }): Record<string, string> {
          const audience = query.get('audience')
          return audience === null ? {} : { audience }
        },
        finish: exchange,
      },
      context,
    ),
})

/** The ID token becomes one for the cluster that was asked for. */
async function exchange(
  found: Authenticated,
  { kept, request, configuration }: IdentifyContext,
): Promise<Authenticated> {
  const audience = kept.audience ?? request.query.get('audience')
  if (!audience || !found.session) return found
  const { genericGrantRequest } = await openidClient()
  const reply = await genericGrantRequest(configuration, 'urn:ietf:params:oauth:grant-type:token-exchange', {
    subject_token: found.session.accessToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    requested_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    audience,
  }).catch(refuseAnswer)
  return { ...found, session: { ...found.session, idToken: reply.access_token } }
}
