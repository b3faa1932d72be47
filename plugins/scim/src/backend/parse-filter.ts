import type { SqlValue } from '@callboard/kernel'
import type { Kind } from './resource-store.ts'
import { badRequest } from './scim-error.ts'

/** Conditions of a query, for resources under the alias `r`. */
export interface Filter {
  texts: string[]
  params: SqlValue[]
}

type Condition = (value: string) => [text: string, param: SqlValue]

const byEmail: Condition = (value) => ['r.email = ?', value.toLowerCase()]
const byMember: Condition = (value) => [
  'exists (select 1 from member m where m.group_id = r.id and m.member_id = ?)',
  value,
]
const common: Record<string, Condition> = {
  id: (value) => ['r.id = ?', value],
  externalid: (value) => ['r.external_id = ?', value],
}
const conditions: Record<Kind, Record<string, Condition>> = {
  user: {
    ...common,
    username: (value) => ['r.name_key = ?', value.toLowerCase()],
    active: (value) => ['r.is_active = ?', value.toLowerCase() === 'true' ? 1 : 0],
    emails: byEmail,
    'emails.value': byEmail,
  },
  group: {
    ...common,
    displayname: (value) => ['r.name_key = ?', value.toLowerCase()],
    members: byMember,
    'members.value': byMember,
  },
}

const maxLength = 2000
const comparison = /^([\w.:$-]+(?:\[[^\]]*\][\w.]*)?)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)$/i
const bySchema = /^urn:ietf:params:scim:schemas:core:2\.0:\w+:/i

/**
 * Reads a filter of RFC 7644 3.4.2.2, as far as identity providers use them to find what they have pushed: comparisons by
 * `eq`, joined by `and`.
 */
export function parseFilter(text: string | undefined, kind: Kind): Filter {
  const filter: Filter = { texts: [], params: [] }
  if (text === undefined || text.trim() === '') return filter
  // Taking a text apart takes time by the square of its length.
  if (text.length > maxLength) throw badRequest('invalidFilter', `A filter has at most ${maxLength} characters.`)
  for (const part of splitByAnd(text)) {
    const [, attribute = '', given = ''] = comparison.exec(part) ?? []
    // `emails[type eq "work"].value`: whichever of the addresses it is.
    const name = attribute
      .replace(bySchema, '')
      .replace(/\[[^\]]*\]/, '')
      .toLowerCase()
    const own = conditions[kind]
    const condition = Object.hasOwn(own, name) ? own[name] : undefined
    if (!condition)
      throw badRequest(
        'invalidFilter',
        `Only ${Object.keys(own).join(', ')} can be filtered by, with "eq" and "and": ${part}`,
      )
    const [sql, param] = condition(given.startsWith('"') ? unquoted(given, part) : given)
    filter.texts.push(sql)
    filter.params.push(param)
  }
  return filter
}

function unquoted(text: string, part: string): string {
  try {
    return String(JSON.parse(text)).toWellFormed().replaceAll('\0', '')
  } catch {
    throw badRequest('invalidFilter', `The text in the filter is not quoted as JSON is: ${part}`)
  }
}

/** Between comparisons, not inside of quotes or brackets. */
function splitByAnd(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|(?!\s+and\s)[\s\S])+/gi) ?? []
  return parts.map((part) => part.replace(/^\s*and\s+/i, '').trim())
}
