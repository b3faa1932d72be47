import { createPersonApi, type PersonApi, Type } from '@callboard/kernel'
import { type Authenticated, defineSignInMethod, oauthKeys, type ProviderSession } from '@callboard/plugin-auth'
import { githubAnnotations } from '../model/annotations.ts'

/** Sign-in with GitHub: an OAuth app, or a GitHub App (spec/platform.md 5.6). */
export const githubSignIn = defineSignInMethod({
  id: 'github',
  title: 'GitHub',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    enterpriseInstanceUrl: Type.Optional(
      Type.String({
        format: 'uri',
        description: 'Address of a GitHub Enterprise Server. Default: https://github.com.',
      }),
    ),
  },
  resolvers: {
    usernameMatchingUserEntityName: {
      query: ({ claims }) => ({ name: String(claims.login) }),
      fallbackName: ({ claims }) => String(claims.login),
    },
    userIdMatchingUserEntityAnnotation: {
      query: ({ claims }) => ({ annotation: githubAnnotations.userId, value: String(claims.node_id) }),
    },
  },
  create({ config }) {
    const url = (config.enterpriseInstanceUrl ?? 'https://github.com').replace(/\/$/, '')
    const baseUrl = config.enterpriseInstanceUrl === undefined ? 'https://api.github.com' : `${url}/api/v3`
    return {
      type: 'oauth',
      authorizationUrl: `${url}/login/oauth/authorize`,
      tokenUrl: `${url}/login/oauth/access_token`,
      clientId: config.clientId,
      clientSecret: config.clientSecret,
      scope: 'read:user',
      persistsScopes: true,
      // Tokens of OAuth apps hold until they are revoked; GitHub Apps have refresh tokens.
      accessTokenIsLasting: true,
      identify: (session) => identify(baseUrl, session),
    }
  },
})

interface GithubPerson {
  login: string
  id: number
  node_id: string
  name: string | null
  email: string | null
  avatar_url: string
}

/** Claims are named as GitHub names them; beside them stand the organisations and the teams, as `acme` and `acme/platform`. */
async function identify(baseUrl: string, session: ProviderSession): Promise<Omit<Authenticated, 'session'>> {
  const headers = { authorization: `Bearer ${session.accessToken}`, 'x-github-api-version': '2022-11-28' }
  const api = createPersonApi({ baseUrl, headers })
  const { login, id, node_id, name, email, avatar_url } = await api.get<GithubPerson>('/user')
  const mayRead = scopeCheck(session.scope)
  const address = email ?? (mayRead('user:email', 'user') ? await primaryEmail(api) : undefined)
  const memberships = mayRead('read:org', 'write:org', 'admin:org', 'user') ? await readMemberships(api) : {}
  return {
    profile: { ...(address && { email: address }), displayName: name ?? login, picture: avatar_url },
    claims: { login, id, node_id, ...(name && { name }), ...(address && { email: address }), ...memberships },
  }
}

/** Tokens of GitHub Apps name no scopes: what they may read is found out by asking. */
function scopeCheck(scope: string): (...anyOf: string[]) => boolean {
  const granted = scope.split(/[ ,]/).filter(Boolean)
  return (...anyOf) => granted.length === 0 || anyOf.some((one) => granted.includes(one))
}

/** The address that GitHub has verified. People may hide it from their profile. */
async function primaryEmail(api: PersonApi): Promise<string | undefined> {
  const emails = await api.find<{ email: string; primary: boolean; verified: boolean }[]>('/user/emails')
  return emails?.find(({ primary, verified }) => primary && verified)?.email
}

async function readMemberships(api: PersonApi) {
  const organizations = await api.findAll<{ login: string }>('/user/orgs?per_page=100')
  const teams = await api.findAll<{ slug: string; organization: { login: string } }>('/user/teams?per_page=100')
  return {
    ...(organizations && { organizations: organizations.map(({ login }) => login) }),
    ...(teams && { teams: teams.map(({ slug, organization }) => `${organization.login}/${slug}`) }),
  }
}
