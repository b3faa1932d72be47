import { type Static, Type } from '@callboard/kernel'
import { defineSignInMethod } from '../../model/provider-config.ts'
import type { SignInMethod } from '../../model/sign-in-method.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { byClaimAnnotation } from '../providers/annotations.ts'
import { checkToken, keysAt } from './check-token.ts'
import { requiredHeader, singleHeader } from './single-header.ts'

const config = {
  clientId: Type.Optional(
    Type.String({ description: 'The client id of the app registration. Default: what App Service says.' }),
  ),
  tenantId: Type.Optional(
    Type.String({ description: 'The id of the Entra ID tenant. Default: what App Service says.' }),
  ),
  jwksUrl: Type.Optional(
    Type.String({
      format: 'uri',
      description: 'Where the keys are. Default: the address of Microsoft for the tenant.',
    }),
  ),
}

type AzureEasyAuthConfig = Static<ReturnType<typeof Type.Object<typeof config>>>

const tokenHeader = 'x-ms-token-aad-id-token'

/**
 * Sign-in by the authentication of Azure App Service, which hands on the id token of Entra ID.
 *
 * @param environment - Reads an environment variable. Elsewhere than in App Service nobody removes what callers send
 *   under the names of its headers.
 */
export const azureEasyAuth = (environment: (name: string) => string | undefined): SignInMethod =>
  defineSignInMethod({
    id: 'azureEasyAuth',
    title: 'Azure App Service',
    hasEnvironments: false,
    config,
    resolvers: {
      idMatchingUserEntityAnnotation: byClaimAnnotation('graph.microsoft.com/user-id', 'oid'),
    },
    create({ config, nowMs }) {
      const { clientId, tenantId } = appServiceIdentity(config, environment)
      const key = keysAt(config.jwksUrl ?? `https://login.microsoftonline.com/${tenantId}/discovery/v2.0/keys`)
      // The tokens of version 1 and 2 name the same tenant differently.
      const issuer = [`https://login.microsoftonline.com/${tenantId}/v2.0`, `https://sts.windows.net/${tenantId}/`]
      return {
        type: 'proxy',
        async identify(request) {
          const token = requiredHeader(request, tokenHeader)
          const rule = { header: tokenHeader, key, algorithm: 'RS256', issuer, audience: clientId } as const
          const { claims } = await checkToken(token, { ...rule, nowMs: nowMs() })
          const accessToken = singleHeader(request, 'x-ms-token-aad-access-token')
          return {
            profile: profileOf(claims),
            claims,
            ...(accessToken && { session: { accessToken, scope: '' } }),
          }
        },
      }
    },
  })

/** @throws Error when this is not App Service, or whose tokens are meant is not known. */
function appServiceIdentity(
  config: AzureEasyAuthConfig,
  environment: (name: string) => string | undefined,
): { clientId: string; tenantId: string } {
  const key = 'auth.providers.azureEasyAuth'
  if (environment('WEBSITE_SKU') === undefined) {
    throw new Error(`${key} works only in Azure App Service, and the variable WEBSITE_SKU that it sets is missing.`)
  }
  for (const name of ['WEBSITE_AUTH_ENABLED', 'WEBSITE_AUTH_TOKEN_STORE']) {
    if (environment(name)?.toLowerCase() === 'true') continue
    throw new Error(`${key} needs the authentication of App Service and its token store, but ${name} is not "True".`)
  }
  const issuer = environment('WEBSITE_AUTH_OPENID_ISSUER')
  const tenantId = config.tenantId ?? issuer?.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i)?.[0]
  const clientId = config.clientId ?? environment('WEBSITE_AUTH_CLIENT_ID')
  if (!tenantId) throw new Error(`${key}.tenantId is missing, and App Service does not tell whose tokens it hands on.`)
  if (!clientId) throw new Error(`${key}.clientId is missing, and App Service does not tell which app signs people in.`)
  return { clientId, tenantId }
}
