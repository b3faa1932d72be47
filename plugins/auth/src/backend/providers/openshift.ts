import { createPersonApi } from '@callboard/kernel'
import { Type } from '@callboard/model'
import { defineSignInMethod, oauthKeys } from '../../model/provider-config.ts'

/** Sign-in with the OAuth server of OpenShift (spec/platform.md 5.6). */
export const openshiftMethod = defineSignInMethod({
  id: 'openshift',
  title: 'OpenShift',
  hasEnvironments: true,
  config: {
    ...oauthKeys,
    authorizationUrl: Type.String({ format: 'uri', description: 'Where people are sent: `…/oauth/authorize`.' }),
    tokenUrl: Type.String({ format: 'uri', description: 'Where codes are changed into tokens: `…/oauth/token`.' }),
    openshiftApiServerUrl: Type.String({ format: 'uri', description: 'The API server, which knows who people are.' }),
  },
  resolvers: {
    displayNameMatchingUserEntityName: {
      query: ({ profile: { displayName } }) =>
        displayName === undefined ? { missing: 'OpenShift told no name' } : { name: displayName },
      fallbackName: ({ profile }) => profile.displayName,
    },
  },
  create: ({ config: { authorizationUrl, tokenUrl, clientId, clientSecret, openshiftApiServerUrl } }) => ({
    type: 'oauth',
    ...{ authorizationUrl, tokenUrl, clientId, clientSecret },
    clientAuthentication: 'client_secret_basic',
    scope: 'user:full',
    persistsScopes: false,
    accessTokenIsLasting: true,
    async identify({ accessToken }) {
      const baseUrl = openshiftApiServerUrl.replace(/\/+$/, '')
      const api = createPersonApi({ baseUrl, headers: { authorization: `Bearer ${accessToken}` } })
      type Me = { metadata: { name: string; uid?: string }; fullName?: string; groups?: string[] | null }
      const { metadata, fullName, groups } = await api.get<Me>('/apis/user.openshift.io/v1/users/~')
      return {
        profile: { displayName: metadata.name },
        claims: { sub: metadata.name, uid: metadata.uid, name: fullName, groups: groups ?? [] },
      }
    },
  }),
})
