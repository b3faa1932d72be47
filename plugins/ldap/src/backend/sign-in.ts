import { isIP } from 'node:net'
import { defineSignInMethod } from '@callboard/plugin-auth'
import { type LdapConfig, ldapKeys } from './sign-in-config.ts'

const isText = (value: unknown): value is string => typeof value === 'string'
const noName = 'The entry lacks the attribute that "users.map.name" names.'
const noUuid = 'The directory gave no unique id of the entry.'

/** Sign-in by the names and passwords of an LDAP directory. */
export const ldapMethod = defineSignInMethod({
  id: 'ldap',
  title: 'LDAP',
  hasEnvironments: false,
  config: ldapKeys,
  resolvers: {
    usernameMatchingUserEntityName: {
      query: ({ claims }) =>
        isText(claims.preferred_username) ? { name: claims.preferred_username } : { missing: noName },
      fallbackName: ({ claims }) => (isText(claims.preferred_username) ? claims.preferred_username : undefined),
    },
    dnMatchingUserEntityAnnotation: {
      query: ({ claims }) => ({ annotation: 'backstage.io/ldap-dn', value: String(claims.sub) }),
    },
    uuidMatchingUserEntityAnnotation: {
      query: ({ claims }) =>
        isText(claims.uuid) ? { annotation: 'backstage.io/ldap-uuid', value: claims.uuid } : { missing: noUuid },
    },
  },
  async create({ config, providerId, isDevelopment }) {
    checkIsPrivate(config, `auth.providers.${providerId}`, isDevelopment)
    // The client is loaded only where somebody needs it; all other portals start without.
    const { directoryLogin } = await import('./directory-login.ts')
    return directoryLogin(config)
  },
})

/** @throws Error when passwords would cross a network for everybody to read, unless this is somebody's own machine. */
function checkIsPrivate({ target, tls }: LdapConfig, key: string, isDevelopment: boolean): void {
  const { hostname } = new URL(target)
  const isLoopback =
    hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
  if (target.startsWith('ldaps:') || tls?.startTls || isLoopback || isDevelopment) return
  throw new Error(
    `${key}.target: ${target} would send passwords in plain text. Use ldaps://, or set ${key}.tls.startTls to true.`,
  )
}
