import type { Authenticated, FormMethod } from '@callboard/plugin-auth'
import {
  AndFilter,
  type Client,
  type Entry,
  EqualityFilter,
  type Filter,
  FilterParser,
  OrFilter,
  ResultCodeError,
} from 'ldapts'
import { withDirectory, withStranger } from './connect.ts'
import { allValues, binaryAttributes, firstValue, uuidAttributes, uuidOf } from './entry.ts'
import { type LdapConfig, mapOf } from './sign-in-config.ts'

/**
 * Checks names and passwords by asking a directory: for the entry of the person, and then to bind as it.
 *
 * @throws Error when a filter of the config is none.
 */
export function directoryLogin(config: LdapConfig): FormMethod {
  for (const filter of [config.users.filter, config.groups?.filter]) if (filter) FilterParser.parseString(filter)
  return { type: 'form', check: (login) => check(config, login) }
}

async function check(config: LdapConfig, login: { username: string; password: string }) {
  // A bind without a password succeeds on many directories: it asks for nothing (RFC 4513, 5.1.2).
  if (login.username === '' || login.password === '') return undefined
  return withDirectory(config, async (client) => {
    const entry = await findPerson(client, config, login.username)
    const isPassword = await canBind(config, entry?.dn ?? decoyDn(config), login.password)
    return entry && isPassword ? authenticated(entry, config, await groupsOf(client, config, entry)) : undefined
  })
}

/** Names are values of the search and never part of its text: nothing that is typed can change what is searched for. */
async function findPerson(client: Client, { users }: LdapConfig, username: string): Promise<Entry | undefined> {
  const names = users.usernameAttributes ?? ['uid']
  const isNamed = new OrFilter({
    filters: names.map((attribute) => new EqualityFilter({ attribute, value: username })),
  })
  const { name, displayName, email, memberOf } = mapOf(users)
  const { searchEntries } = await client.search(users.dn, {
    scope: users.scope ?? 'sub',
    filter: narrowed(isNamed, users.filter),
    attributes: [...new Set([name, displayName, email, memberOf, ...uuidAttributes, ...names])],
    explicitBufferAttributes: binaryAttributes,
    sizeLimit: 2,
  })
  if (searchEntries.length > 1) {
    throw new Error(`More than one entry below ${users.dn} has this name in ${names.join(' or ')}.`)
  }
  return searchEntries[0]
}

/** What is asked for a name that nobody has, so that it takes as many answers as a wrong password. */
const decoyDn = ({ users }: LdapConfig) => `cn=callboard-nobody,${users.dn}`

/** These are about the directory and not about the person: confidentiality required, busy, unavailable. */
const serverFailures = [13, 51, 52]

/** A locked account and one that has no password are answered like a wrong password: nobody may learn that they exist. */
async function canBind(config: LdapConfig, dn: string, password: string): Promise<boolean> {
  return withStranger(config, async (client) => {
    try {
      await client.bind(dn, password)
      return true
    } catch (error) {
      if (error instanceof ResultCodeError && !serverFailures.includes(error.code)) return false
      throw error
    }
  })
}

async function groupsOf(client: Client, config: LdapConfig, entry: Entry): Promise<string[]> {
  const { groups } = config
  if (!groups) return allValues(entry, mapOf(config.users).memberOf).sort()
  const hasMember = new EqualityFilter({ attribute: groups.memberAttribute ?? 'member', value: entry.dn })
  const { searchEntries } = await client.search(groups.dn, {
    scope: groups.scope ?? 'sub',
    filter: narrowed(hasMember, groups.filter),
    attributes: ['1.1'],
    paged: true,
  })
  return searchEntries.map(({ dn }) => dn).sort()
}

function authenticated(entry: Entry, { users }: LdapConfig, groups: string[]): Authenticated {
  const map = mapOf(users)
  const [email, displayName] = [firstValue(entry, map.email), firstValue(entry, map.displayName)]
  const [username, uuid] = [firstValue(entry, map.name), uuidOf(entry)]
  return {
    profile: { ...(email && { email }), ...(displayName && { displayName }) },
    claims: {
      sub: entry.dn,
      ...(username && { preferred_username: username }),
      ...(email && { email }),
      ...(uuid && { uuid }),
      groups,
    },
  }
}

const narrowed = (filter: Filter, also: string | undefined): Filter =>
  also === undefined ? filter : new AndFilter({ filters: [filter, FilterParser.parseString(also)] })
