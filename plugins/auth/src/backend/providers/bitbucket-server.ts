import { createPersonApi, Type } from '@callboard/kernel'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'
import type { Authenticated, ProviderResolver, ProviderSession } from '../../model/sign-in-method.ts'

/** Sign-in with Bitbucket Server or Data Center (spec/platform.md 5.6). */
export const bitbucketServer = defineSignInMethod({
  id: 'bitbucketServer',
  title: 'Bitbucket Server',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    host: Type.String({
      minLength: 1,
      description: 'The host: "bitbucket.example.com". With "http://" in front where it has no certificate.',
    }),
  },
  resolvers: {
    userIdMatchingUserEntityAnnotation: annotated('user-id', 'id'),
    usernameMatchingUserEntityAnnotation: annotated('username', 'name'),
  },
  create({ config }) {
    const url = (config.host.includes('://') ? config.host : `https://${config.host}`).replace(/\/$/, '')
    return {
      type: 'oauth',
      authorizationUrl: `${url}/rest/oauth2/latest/authorize`,
      tokenUrl: `${url}/rest/oauth2/latest/token`,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      scope: '',
      persistsScopes: false,
      identify: (session) => identify(url, session),
    }
  },
})

/** Keys of annotations start with the name of the host, which has no port there. */
function annotated(key: string, claim: string): ProviderResolver {
  return { query: ({ claims }) => ({ annotation: `${claims.hostname}/${key}`, value: String(claims[claim]) }) }
}

interface BitbucketServerPerson {
  id: number
  name: string
  displayName: string
  emailAddress?: string
  avatarUrl?: string
}

/** There is no "who am I" in the REST API; the one of application links answers with the bare name. */
async function identify(url: string, session: ProviderSession): Promise<Omit<Authenticated, 'session'>> {
  const api = createPersonApi({ baseUrl: url, headers: { authorization: `Bearer ${session.accessToken}` } })
  const username = (await api.getText('/plugins/servlet/applinks/whoami')).trim()
  if (username === '') throw new Error(`${url} does not know who this is.`)
  const path = `/rest/api/latest/users/${encodeURIComponent(username)}?avatarSize=256`
  const { id, name, displayName, emailAddress, avatarUrl } = await api.get<BitbucketServerPerson>(path)
  const picture = avatarUrl && new URL(avatarUrl, url).href
  return {
    profile: { ...(emailAddress && { email: emailAddress }), displayName, ...(picture && { picture }) },
    claims: { id, name, displayName, ...(emailAddress && { emailAddress }), hostname: new URL(url).hostname },
  }
}
