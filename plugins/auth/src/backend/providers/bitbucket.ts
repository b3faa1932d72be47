import { createPersonApi } from '@callboard/kernel'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import type { Authenticated, ProviderSession } from '../../model/sign-in-method.ts'
import { byClaimAnnotation } from './annotations.ts'

/** Where Bitbucket Cloud is; a test has another one. */
const cloud = { url: 'https://bitbucket.org', apiUrl: 'https://api.bitbucket.org' }

/** Sign-in with Bitbucket Cloud (spec/platform.md 5.6). */
export const bitbucket = bitbucketAt(cloud)

/** Sign-in with Bitbucket Cloud at some address. */
export function bitbucketAt({ url, apiUrl }: typeof cloud) {
  return defineSignInMethod({
    id: 'bitbucket',
    title: 'Bitbucket',
    hasEnvironments: true,
    config: oauthKeys,
    resolvers: {
      userIdMatchingUserEntityAnnotation: byClaimAnnotation('bitbucket.org/user-id', 'uuid'),
      usernameMatchingUserEntityAnnotation: byClaimAnnotation('bitbucket.org/username', 'username'),
    },
    create: ({ config }) => ({
      type: 'oauth',
      authorizationUrl: `${url}/site/oauth2/authorize`,
      tokenUrl: `${url}/site/oauth2/access_token`,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      clientAuthentication: 'client_secret_basic',
      scope: 'account',
      persistsScopes: true,
      identify: (session) => identify(`${apiUrl}/2.0`, session),
    }),
  })
}

interface BitbucketPerson {
  uuid: string
  username?: string
  account_id?: string
  display_name: string
  links: { avatar?: { href: string } }
}

async function identify(baseUrl: string, session: ProviderSession): Promise<Omit<Authenticated, 'session'>> {
  const api = createPersonApi({ baseUrl, headers: { authorization: `Bearer ${session.accessToken}` } })
  const { uuid, username, account_id, display_name, links } = await api.get<BitbucketPerson>('/user')
  type Emails = { values: { email: string; is_primary: boolean; is_confirmed: boolean }[] }
  const emails = await api.find<Emails>('/user/emails')
  const email = emails?.values.find(({ is_primary, is_confirmed }) => is_primary && is_confirmed)?.email
  const picture = links.avatar?.href
  return {
    profile: { ...(email && { email }), displayName: display_name, ...(picture && { picture }) },
    claims: { uuid, username, account_id, display_name, ...(email && { email }) },
  }
}
