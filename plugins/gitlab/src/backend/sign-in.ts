import { createPersonApi, type PersonApi, Type } from '@callboard/kernel'
import { type Authenticated, defineSignInMethod, oauthKeys, type ProviderSession } from '@callboard/plugin-auth'
import { gitlabAnnotations } from '../model/annotations.ts'

/** Sign-in with GitLab (spec/platform.md 5.6). */
export const gitlabSignIn = defineSignInMethod({
  id: 'gitlab',
  title: 'GitLab',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    audience: Type.Optional(
      Type.String({ format: 'uri', description: 'Address of a GitLab of your own. Default: https://gitlab.com.' }),
    ),
  },
  resolvers: {
    usernameMatchingUserEntityName: {
      query: ({ claims }) => ({ name: String(claims.username) }),
      fallbackName: ({ claims }) => String(claims.username),
    },
    userIdMatchingUserEntityAnnotation: {
      query: ({ claims }) => ({ annotation: gitlabAnnotations.userId(String(claims.host)), value: String(claims.id) }),
    },
  },
  create({ config }) {
    const url = (config.audience ?? 'https://gitlab.com').replace(/\/$/, '')
    return {
      type: 'oauth',
      authorizationUrl: `${url}/oauth/authorize`,
      tokenUrl: `${url}/oauth/token`,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      scope: 'read_user',
      persistsScopes: false,
      identify: (session) => identify(url, session),
    }
  },
})

interface GitlabPerson {
  id: number
  username: string
  name: string
  email: string | null
  /** Null until the address is confirmed. */
  confirmed_at: string | null
  avatar_url: string | null
}

/** Claims are named as GitLab names them; beside them stand the host and the full paths of the groups. */
async function identify(url: string, session: ProviderSession): Promise<Omit<Authenticated, 'session'>> {
  const api = createPersonApi({ baseUrl: url, headers: { authorization: `Bearer ${session.accessToken}` } })
  const { id, username, name, ...person } = await api.get<GitlabPerson>('/api/v4/user')
  const email = person.confirmed_at === null ? undefined : person.email
  const groups = await readGroups(api, session.scope.split(' '))
  return {
    profile: { ...(email && { email }), displayName: name, ...(person.avatar_url && { picture: person.avatar_url }) },
    claims: { id, username, name, host: new URL(url).host, ...(email && { email }), ...(groups && { groups }) },
  }
}

/** Groups of the person and those around them; undefined when no granted scope lets us ask. */
async function readGroups(api: PersonApi, scopes: string[]): Promise<string[] | undefined> {
  if (scopes.includes('openid')) return (await api.get<{ groups?: string[] }>('/oauth/userinfo')).groups ?? []
  if (!scopes.includes('read_api') && !scopes.includes('api')) return undefined
  // Guests and better; without a level, a public group would count that the person only may see.
  const groups = await api.findAll<{ full_path: string }>('/api/v4/groups?min_access_level=10&per_page=100')
  return groups?.map(({ full_path }) => full_path)
}
