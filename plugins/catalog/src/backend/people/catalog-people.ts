import type { Database } from '@callboard/kernel'
import { canonicalEntityRef, type Entity, indexValue } from '@callboard/model'
import type { PeopleDirectory, Person, PersonQuery } from '@callboard/plugin-auth'
import { ask, askAfresh } from '../read/ask.ts'
import { speechOf, sql } from '../read/fragment.ts'
import { isStorable } from '../read/resolve.ts'

/** As many as a directory may answer with. */
const maxPeople = 10
/** Values are indexed in lower case: so many that differ in case alone are looked through for the exact one. */
const maxLooked = 100

interface Row {
  ref_id: number
  ref: string
  doc: string
}

/** The catalog's users, by the index: sign-in asks before anybody's permissions are known. */
export function catalogPeople(db: Database): PeopleDirectory {
  return {
    async find(query) {
      const rows = await findUsers(db, query)
      const found = rows
        .map((row) => ({ ...row, entity: documentOf(row) }))
        .filter(({ entity }) => isExactly(query, entity))
        .slice(0, maxPeople)
      if (found.length === 0) return []
      const groups = await groupsOf(
        db,
        found.map(({ ref_id }) => ref_id),
      )
      return found.map(({ ref, ref_id, entity }) => personOf(ref, entity, groups.get(ref_id) ?? []))
    },
  }
}

function findUsers(db: Database, query: PersonQuery): Promise<Row[]> {
  if ('ref' in query) return findByRef(db, query.ref)
  const [key, value] = indexed(query)
  if (!isStorable(key + value)) return Promise.resolve([])
  return askAfresh<Row>(
    db,
    sql`select e.ref_id, e.ref, e.doc from facet_key k cross join term t cross join facet f cross join entity e
      where k.key = ${key.toLowerCase()} and t.key_id = k.id and t.value = ${indexValue(key, value)}
        and f.term_id = t.id and e.id = f.entity_id and e.ref >= 'user:' and e.ref < 'user;'
      order by e.ref limit ${maxLooked}`,
  )
}

async function findByRef(db: Database, text: string): Promise<Row[]> {
  const ref = canonical(text)
  if (ref === undefined || !ref.startsWith('user:')) return []
  return ask<Row>(db, sql`select e.ref_id, e.ref, e.doc from entity e where e.ref = ${ref}`)
}

/** The index key and the value that answer the question, up to casing. */
function indexed(query: Exclude<PersonQuery, { ref: string }>): [key: string, value: string] {
  if ('name' in query) return ['metadata.name', query.name]
  if ('email' in query) return ['spec.profile.email', query.email]
  if ('displayName' in query) return ['spec.profile.displayname', query.displayName]
  return [`metadata.annotations.${query.annotation}`, query.value]
}

function isExactly(query: PersonQuery, { metadata, spec }: Entity): boolean {
  if ('displayName' in query) return textAt(spec, 'profile', 'displayName') === query.displayName
  return 'annotation' in query ? metadata.annotations?.[query.annotation] === query.value : true
}

/** The groups that each user is a member of, whichever end says so, by the numbers of the refs. */
async function groupsOf(db: Database, refIds: readonly number[]): Promise<Map<number, string[]>> {
  const rows = await ask<{ user_id: number; ref: string }>(
    db,
    sql`select distinct r.source_ref_id as user_id, n.ref
      from relation_type y cross join relation r cross join ref_name n
      where y.type = 'memberOf' and r.type_id = y.id and r.source_ref_id ${speechOf(db.dialect).isOneOf(refIds)}
        and n.id = r.target_ref_id and n.ref >= 'group:' and n.ref < 'group;'
      order by n.ref`,
  )
  const byUser = Map.groupBy(rows, ({ user_id }) => user_id)
  return new Map([...byUser].map(([user, groups]) => [user, groups.map(({ ref }) => ref)]))
}

function personOf(userEntityRef: string, { spec }: Entity, groups: readonly string[]): Person {
  const displayName = textAt(spec, 'profile', 'displayName')
  const email = textAt(spec, 'profile', 'email')
  const picture = textAt(spec, 'profile', 'picture')
  return {
    userEntityRef,
    ownershipEntityRefs: [userEntityRef, ...groups],
    ...(displayName !== undefined && { displayName }),
    ...(email !== undefined && { email }),
    ...(picture !== undefined && { picture }),
  }
}

// A stored document lacks exactly the ends of metadata and of the entity.
const documentOf = ({ doc }: Row) => JSON.parse(`${doc}}}`) as Entity

function textAt(from: unknown, ...path: string[]): string | undefined {
  let value = from
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof value === 'string' ? value : undefined
}

function canonical(text: string): string | undefined {
  try {
    return isStorable(text) ? canonicalEntityRef(text) : undefined
  } catch {
    // Who asks for what is no ref asks for nobody.
    return undefined
  }
}
