import { createPersonApi } from '@callboard/kernel'
import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import { byUsername } from './annotations.ts'

/** Sign-in with Atlassian (spec/platform.md 5.6). */
export const atlassianMethod = atlassianAt({
  authUrl: 'https://auth.atlassian.com',
  apiUrl: 'https://api.atlassian.com',
})

/** Sign-in with Atlassian at some address, for tests. */
export function atlassianAt({ authUrl, apiUrl }: { authUrl: string; apiUrl: string }) {
  return defineSignInMethod({
    id: 'atlassian',
    title: 'Atlassian',
    hasEnvironments: true,
    config: {
      ...oauthKeys,
      audience: Type.String({ default: 'api.atlassian.com', description: 'The API that the access tokens are for.' }),
    },
    resolvers: { usernameMatchingUserEntityName: byUsername('nickname') },
    create: ({ config: { clientId, clientSecret, audience } }) => ({
      type: 'oauth',
      authorizationUrl: `${authUrl}/authorize`,
      tokenUrl: `${authUrl}/oauth/token`,
      ...{ clientId, clientSecret },
      authorizationParams: { audience, prompt: 'consent' },
      scope: 'offline_access read:me read:jira-work read:jira-user',
      persistsScopes: false,
      async identify({ accessToken }) {
        const api = createPersonApi({ baseUrl: apiUrl, headers: { authorization: `Bearer ${accessToken}` } })
        type Me = {
          account_id: string
          email?: string
          email_verified?: boolean
          name?: string
          nickname?: string
          picture?: string
        }
        const { account_id, email, email_verified, name, nickname, picture } = await api.get<Me>('/me')
        const isTrusted = email_verified !== false
        return {
          profile: {
            ...(email && isTrusted && { email }),
            ...(name && { displayName: name }),
            ...(picture && { picture }),
          },
          claims: { account_id, email, email_verified, name, nickname },
        }
      },
    }),
  })
}
