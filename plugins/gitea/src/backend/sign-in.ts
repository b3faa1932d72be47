import { createPersonApi, Type } from '@callboard/kernel'
import { type Authenticated, defineSignInMethod, oauthKeys, type ProviderSession } from '@callboard/plugin-auth'
import { giteaAnnotations } from '../model/annotations.ts'

/** Sign-in with Gitea or Forgejo. */
export const giteaSignIn = defineSignInMethod({
  id: 'gitea',
  title: 'Gitea',
  hasEnvironments: true,
  config: { ...oauthKeys, audience: Type.String({ format: 'uri', description: 'Address of the Gitea.' }) },
  resolvers: {
    usernameMatchingUserEntityName: {
      query: ({ claims }) => ({ name: String(claims.login) }),
      fallbackName: ({ claims }) => String(claims.login),
    },
    usernameMatchingUserEntityAnnotation: {
      query: ({ claims }) => ({ annotation: giteaAnnotations.userLogin, value: String(claims.login) }),
    },
  },
  create({ config }) {
    const url = config.audience.replace(/\/$/, '')
    return {
      type: 'oauth',
      authorizationUrl: `${url}/login/oauth/authorize`,
      tokenUrl: `${url}/login/oauth/access_token`,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      scope: 'read:user read:organization',
      persistsScopes: false,
      identify: (session) => identify(`${url}/api/v1`, session),
    }
  },
})

interface GiteaPerson {
  id: number
  login: string
  full_name: string
  email: string
  avatar_url: string
}

/** Claims are named as Gitea names them; beside them stand the organisations and the teams, as `acme` and `acme/Owners`. */
async function identify(baseUrl: string, session: ProviderSession): Promise<Omit<Authenticated, 'session'>> {
  const api = createPersonApi({ baseUrl, headers: { authorization: `Bearer ${session.accessToken}` } })
  const { id, login, full_name, email, avatar_url } = await api.get<GiteaPerson>('/user')
  const organizations = await api.findAll<{ username: string }>('/user/orgs?limit=50')
  const teams = await api.findAll<{ name: string; organization: { username: string } }>('/user/teams?limit=50')
  return {
    profile: { ...(email && { email }), displayName: full_name || login, picture: avatar_url },
    claims: {
      ...{ id, login, full_name, email },
      ...(organizations && { organizations: organizations.map(({ username }) => username) }),
      ...(teams && { teams: teams.map(({ name, organization }) => `${organization.username}/${name}`) }),
    },
  }
}
