import { type Clock, type Logger, pollSource, type Scheduler } from '@callboard/kernel'
import type { EntityProvider, EntityProviderConnection } from '@callboard/plugin-catalog'
import { type Client, FilterParser } from 'ldapts'
import { withDirectory } from './connect.ts'
import { binaryAttributes } from './entry.ts'
import { type OrganizationConfig, type SearchConfig, searchesOf } from './org-config.ts'
import { type EntryContext, type Member, memberFrom } from './org-entities.ts'
import { linkOrganization } from './org-links.ts'

/** Reads people and groups of a directory. */
export function ldapOrganization(options: {
  /** The key below `catalog.providers.ldapOrg`. */
  id: string
  config: OrganizationConfig
  scheduler: Scheduler
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scheduler, clock, log } = options
  const name = `LdapOrgEntityProvider:${id}`
  checkSearches(config, `catalog.providers.ldapOrg.${id}`)

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const asOfMs = clock.nowMs()
    const { users, groups, nameless } = await readDirectory(id, config, signal)
    // A search that suddenly finds nothing is a matter of rights, mostly; nobody must lose their people by that.
    if (users.length + groups.length === 0) {
      const why = nameless[0] ?? 'Maybe the account of "bind" may not see them.'
      throw new Error(`${config.target} gave no usable entry. ${why} What the directory gave before stays.`)
    }
    const { entities, leftOut, unknownMembers } = linkOrganization(users, groups)
    const provided = entities.map((entity) => ({ entity, locationKey: `ldap-org-provider:${id}` }))
    await connection.applyMutation({ type: 'full', entities: provided, asOfMs })
    log.info('directory read', { provider: name, users: users.length, groups: groups.length, unknownMembers })
    const missing = [...nameless, ...leftOut]
    if (missing.length > 0) throw partlyRead(missing)
  }

  return {
    name,
    async connect(connection) {
      pollSource({
        scheduler,
        log,
        id: name,
        schedule: config.schedule,
        read: ({ signal }) => readAll(connection, signal),
        reportFailure: (error) => connection.reportFailure(error),
      })
    },
  }
}

async function readDirectory(providerId: string, config: OrganizationConfig, signal: AbortSignal) {
  const nameless: string[] = []
  const readKind = async (client: Client, kind: 'User' | 'Group', searches: SearchConfig[]) => {
    const found: Member[] = []
    for (const search of searches) {
      signal.throwIfAborted()
      const context: EntryContext = { kind, search, providerId, vendor: config.vendor ?? {} }
      for (const entry of await readEntries(client, search)) {
        const member = memberFrom(entry, context)
        if (typeof member === 'string') nameless.push(member)
        else found.push(member)
      }
    }
    return found
  }
  return withDirectory(config, async (client) => ({
    users: await readKind(client, 'User', searchesOf(config.users)),
    groups: await readKind(client, 'Group', searchesOf(config.groups)),
    nameless,
  }))
}

async function readEntries(client: Client, { dn, options = {} }: SearchConfig) {
  const { searchEntries } = await client
    .search(dn, {
      scope: options.scope ?? 'one',
      ...(options.filter !== undefined && { filter: options.filter }),
      attributes: options.attributes ?? ['*', '+'],
      explicitBufferAttributes: binaryAttributes,
      paged: options.paged ?? true,
    })
    .catch((cause: Error) => {
      throw new Error(`The search below ${dn} failed: ${cause.message}`, { cause })
    })
  return searchEntries
}

/** @throws Error that names the key, because a wrong filter would only be found out by the first run. */
function checkSearches({ users, groups }: OrganizationConfig, key: string): void {
  if (!users && !groups) throw new Error(`${key} needs "users" or "groups": what to read.`)
  for (const { options } of [...searchesOf(users), ...searchesOf(groups)]) {
    try {
      if (options?.filter !== undefined) FilterParser.parseString(options.filter)
    } catch (cause) {
      throw new Error(`${key}: "${options?.filter}" is no LDAP filter: ${(cause as Error).message}`, { cause })
    }
  }
}

function partlyRead(missing: readonly string[]): Error {
  const shown = missing.slice(0, 3).join(' ')
  const more = missing.length > 3 ? ` And ${missing.length - 3} more.` : ''
  return new Error(`${missing.length} entries were left out; all others are up to date. ${shown}${more}`)
}
