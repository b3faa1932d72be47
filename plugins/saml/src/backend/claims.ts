import type { Authenticated } from '@callboard/plugin-auth'
import type { Profile } from '@node-saml/node-saml'
import type { SamlConfig } from './saml-config.ts'

/** The names under which identity providers give the same thing: short ones, those of LDAP, those of Microsoft. */
const usualNames = {
  email: [
    'email',
    'mail',
    'urn:oid:0.9.2342.19200300.100.1.3',
    'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  ],
  displayName: [
    'displayName',
    'urn:oid:2.16.840.1.113730.3.1.241',
    'http://schemas.microsoft.com/identity/claims/displayname',
    'cn',
    'urn:oid:2.5.4.3',
  ],
  username: ['username', 'uid', 'urn:oid:0.9.2342.19200300.100.1.1'],
  groups: [
    'groups',
    'memberOf',
    'urn:oid:1.3.6.1.4.1.5923.1.5.1.1',
    'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups',
  ],
}

const emailFormat = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'

/** What a checked assertion says of a person. */
export function authenticated(profile: Profile, { attributes: names = {} }: SamlConfig): Authenticated {
  const given = (profile.attributes ?? {}) as Record<string, unknown>
  const attributes = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, textsOf(value)]))
  const all = (what: keyof typeof usualNames): string[] => {
    const configured = names[what]
    const found = (configured === undefined ? usualNames[what] : [configured]).find((name) => attributes[name]?.length)
    return found === undefined ? [] : (attributes[found] ?? [])
  }
  const [displayName, username] = [all('displayName')[0], all('username')[0]]
  const email = all('email')[0] ?? (profile.nameIDFormat === emailFormat ? profile.nameID : undefined)
  return {
    profile: { ...(email && { email }), ...(displayName && { displayName }) },
    claims: {
      sub: profile.nameID,
      issuer: profile.issuer,
      ...(username && { preferred_username: username }),
      ...(email && { email }),
      groups: all('groups'),
      attributes,
    },
  }
}

/** Values that are no text, such as XML, are left out. */
const textsOf = (value: unknown): string[] => [value].flat().filter((each): each is string => typeof each === 'string')
