import { createPersonApi } from '@callboard/kernel'
import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { oidcFlow } from '../oauth/oidc-flow.ts'
import { byClaimAnnotation, byEmailAnnotation } from './annotations.ts'

/** Names that stand for every directory there is. */
const manyTenants = new Set(['common', 'organizations', 'consumers'])

const ownScope = 'email openid offline_access user.read'

/** Sign-in with Microsoft Entra ID (spec/platform.md 5.6). */
export const microsoftMethod = microsoftAt({
  loginUrl: 'https://login.microsoftonline.com',
  graphUrl: 'https://graph.microsoft.com/v1.0',
})

/** Sign-in with Microsoft at some address, for tests. */
export function microsoftAt({ loginUrl, graphUrl }: { loginUrl: string; graphUrl: string }) {
  return defineSignInMethod({
    id: 'microsoft',
    title: 'Microsoft',
    hasEnvironments: true,
    config: {
      ...oauthKeys,
      tenantId: Type.String({
        minLength: 1,
        description:
          'The directory whose people may sign in. With `common`, those of all: then an email address counts only with the claim `xms_edov`.',
      }),
      domainHint: Type.Optional(Type.String({ description: 'The domain whose sign-in page is shown at once.' })),
      skipUserProfile: Type.Optional(
        Type.Boolean({ description: 'Whether Microsoft Graph is not asked for the profile; the ID token must do.' }),
      ),
    },
    resolvers: {
      emailMatchingUserEntityAnnotation: byEmailAnnotation('microsoft.com/email'),
      userIdMatchingUserEntityAnnotation: byClaimAnnotation('graph.microsoft.com/user-id', 'oid'),
    },
    create({ config: { clientId, clientSecret, tenantId, domainHint, skipUserProfile }, ...context }) {
      return oidcFlow(
        {
          ...{ clientId, clientSecret },
          metadataUrl: `${loginUrl}/${encodeURIComponent(tenantId)}/v2.0`,
          clientAuthentication: 'client_secret_post',
          scope: ownScope,
          persistsScopes: false,
          adjustScope: scopesOfOneResource,
          authorizationParams: () => ({ ...(domainHint !== undefined && { domain_hint: domainHint }) }),
          async finish(found, { previous, reply }) {
            // A token for another resource cannot read the profile, which is known by then.
            if (previous && reply.session.scope.includes('/')) return { ...previous, session: reply.session }
            const known = skipUserProfile ? found : await withProfile(found, graphUrl)
            return manyTenants.has(tenantId) ? withOwnedEmail(known) : known
          },
        },
        context,
      )
    },
  })
}

/** A token is for one resource only; what belongs to another one is asked for alone. */
function scopesOfOneResource(scope: string): string {
  const foreign = scope.split(' ').filter((one) => one.includes('/'))
  return foreign.length === 0 ? scope : [...foreign, 'offline_access'].join(' ')
}

/** Whoever runs a directory may give its people any address; Microsoft tells when its domain is really theirs. */
function withOwnedEmail(found: Authenticated): Authenticated {
  if (found.claims.xms_edov === true || found.claims.xms_edov === '1') return found
  const { email: _, ...profile } = found.profile
  return { ...found, profile }
}

async function withProfile(found: Authenticated, graphUrl: string): Promise<Authenticated> {
  const authorization = `Bearer ${found.session?.accessToken}`
  const api = createPersonApi({ baseUrl: graphUrl, headers: { authorization } })
  type Me = { id: string; displayName?: string; mail?: string | null; userPrincipalName?: string }
  const { id, displayName, mail, userPrincipalName } = await api.get<Me>('/me')
  const email = mail ?? userPrincipalName
  return {
    ...found,
    profile: { ...found.profile, ...(email && { email }), ...(displayName && { displayName }) },
    claims: { ...found.claims, oid: id, ...(userPrincipalName && { userPrincipalName }) },
  }
}
