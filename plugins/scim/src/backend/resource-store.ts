import { randomUUID } from 'node:crypto'
import type { Clock, Database, SqlValue, Transaction } from '@callboard/kernel'
import { toEntityName } from '@callboard/plugin-catalog'
import type { Document } from './attributes.ts'
import type { Filter } from './parse-filter.ts'
import { badRequest, ScimError } from './scim-error.ts'

/** What a resource is. */
export type Kind = 'user' | 'group'

/** A resource as it is stored; the members of a group are in its document. */
export interface Resource {
  id: string
  kind: Kind
  document: Document
  /** `metadata.name` of the entity. */
  entityName: string
  isActive: boolean
  version: number
  createdAtMs: number
  updatedAtMs: number
}

/** A change that was stored. `before` is undefined for what is new, `after` for what is gone. */
export interface Change {
  before: Resource | undefined
  after: Resource | undefined
  /** Groups that a removed resource was in. */
  leftGroupIds?: string[]
}

/** Keeps resources. */
export interface ResourceStore {
  /** @throws 409 when the catalog could not tell it from another one. */
  create(kind: Kind, document: Document): Promise<Change & { after: Resource }>
  find(kind: Kind, id: string): Promise<Resource | undefined>
  /** Those that there are, in no order. */
  findAll(ids: readonly string[]): Promise<Resource[]>
  list(
    kind: Kind,
    filter: Filter,
    page: { offset: number; limit: number },
  ): Promise<{ total: number; resources: Resource[] }>
  /**
   * Changes a resource; `change` may run again when somebody else was faster.
   *
   * @throws 404; 409 as `create` does; 412 when `ifVersion` is not what is stored.
   */
  change(
    key: { kind: Kind; id: string; ifVersion?: number | undefined },
    change: (document: Document) => Document,
  ): Promise<Change & { before: Resource; after: Resource }>
  /** @throws 404 */
  remove(kind: Kind, id: string): Promise<Change & { before: Resource }>
  /** The groups in which somebody or some group is. */
  groupsOf(memberId: string): Promise<Resource[]>
  /** Everything, for the catalog. */
  all(): Promise<Resource[]>
}

interface Row {
  id: string
  kind: Kind
  entity_name: string
  is_active: number
  doc: string
  version: number
  created_at: number
  updated_at: number
}

const columns = 'r.id, r.kind, r.entity_name, r.is_active, r.doc, r.version, r.created_at, r.updated_at'
const maxAttempts = 5

/** Keeps resources in the plugin's database. */
export function createResourceStore({ db, clock }: { db: Database; clock: Clock }): ResourceStore {
  const query = async (where: string, params: readonly SqlValue[], rest = '') =>
    withMembers(db, await db.all<Row>(`select ${columns} from resource r ${where} ${rest}`, params))
  const find = async (kind: Kind, id: string) =>
    isStorable(id) ? (await query('where r.kind = ? and r.id = ?', [kind, id]))[0] : undefined
  const get = async (kind: Kind, id: string) => {
    const found = await find(kind, id)
    if (!found) throw new ScimError(404, `There is no ${kind} with the id ${id}.`)
    return found
  }

  return {
    find,
    async findAll(ids) {
      const found: Resource[] = []
      for (const batch of batches(ids)) {
        found.push(...(await query(`where r.id in (${batch.map(() => '?').join(', ')})`, batch)))
      }
      return found
    },
    async create(kind, document) {
      const now = clock.nowMs()
      const id = randomUUID()
      const resource = { id, kind, document, ...derived(kind, id, document), version: 1 }
      await db.transaction(async (tx) => {
        await refuseTaken(tx, resource)
        await tx.run(
          `insert into resource (id, kind, name_key, external_id, email, entity_name, is_active, doc, version, created_at, updated_at)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
          [id, kind, ...columnsOf(resource), 1, now, now],
        )
        await writeMembers(tx, resource)
      })
      return { before: undefined, after: { ...resource, createdAtMs: now, updatedAtMs: now } }
    },
    async list(kind, { texts, params }, { offset, limit }) {
      const where = `where ${['r.kind = ?', ...texts].join(' and ')}`
      const all = [kind, ...params]
      const counted = await db.get<{ n: number }>(`select count(*) as n from resource r ${where}`, all)
      const resources =
        limit === 0 ? [] : await query(where, [...all, limit, offset], 'order by r.created_at, r.id limit ? offset ?')
      return { total: counted?.n ?? 0, resources }
    },
    async change({ kind, id, ifVersion }, change) {
      for (let attempt = 1; ; attempt++) {
        const before = await get(kind, id)
        if (ifVersion !== undefined && ifVersion !== before.version)
          throw new ScimError(412, `The resource has changed; its version is ${before.version}.`)
        const document = change(before.document)
        const now = clock.nowMs()
        const after = {
          ...before,
          document,
          ...derived(kind, id, document),
          version: before.version + 1,
          updatedAtMs: now,
        }
        const isStored = await db.transaction(async (tx) => {
          await refuseTaken(tx, after)
          // First of all, so that whoever changes it at the same time waits here.
          const { changes } = await tx.run(
            `update resource set name_key = ?, external_id = ?, email = ?, entity_name = ?, is_active = ?, doc = ?,
               version = ?, updated_at = ? where id = ? and version = ?`,
            [...columnsOf(after), after.version, now, id, before.version],
          )
          if (changes === 1) await writeMembers(tx, after)
          return changes === 1
        })
        if (isStored) return { before, after }
        if (attempt === maxAttempts) throw new ScimError(409, 'Others keep changing this resource. Try again.')
      }
    },
    async remove(kind, id) {
      const before = await get(kind, id)
      const leftGroupIds = await db.transaction(async (tx) => {
        const rows = await tx.all<{ group_id: string }>('select group_id from member where member_id = ?', [id])
        await tx.run('delete from member where group_id = ? or member_id = ?', [id, id])
        await tx.run('delete from resource where id = ?', [id])
        return rows.map(({ group_id }) => group_id)
      })
      return { before, after: undefined, leftGroupIds }
    },
    groupsOf: (memberId) => query('where r.id in (select group_id from member where member_id = ?)', [memberId]),
    all: () => query('', [], 'order by r.id'),
  }
}

/** What follows from a document. */
function derived(kind: Kind, id: string, document: Document) {
  const name = nameOf(kind, document)
  if (name.trim() === '')
    throw badRequest('invalidValue', `The attribute ${kind === 'user' ? 'userName' : 'displayName'} is required.`)
  return { entityName: toEntityName(name) ?? id, isActive: document.active !== false }
}

const nameOf = (kind: Kind, { userName, displayName }: Document) =>
  String((kind === 'user' ? userName : displayName) ?? '')

/** The address that stands for a person: the primary one, else the first. */
export function primaryEmail({ emails = [] }: Document): string | undefined {
  // readDocument gives items of this shape.
  const items = emails as { value?: string; primary?: boolean }[]
  return (items.find(({ primary }) => primary) ?? items[0])?.value
}

/** The ids of who is in a group. */
export const memberIds = ({ members = [] }: Document): string[] =>
  // readDocument gives items of this shape.
  (members as { value?: string }[]).flatMap(({ value }) => value ?? [])

function columnsOf({
  kind,
  document,
  entityName,
  isActive,
}: Omit<Resource, 'createdAtMs' | 'updatedAtMs'>): SqlValue[] {
  const { members: _, ...kept } = document
  return [
    nameOf(kind, document).toLowerCase(),
    (document.externalId as string | undefined) ?? null,
    primaryEmail(document)?.toLowerCase() ?? null,
    ...[entityName, isActive ? 1 : 0, JSON.stringify(kept)],
  ]
}

/** Two who would be one entity: the second would become the first. */
async function refuseTaken(tx: Transaction, { id, kind, entityName }: Pick<Resource, 'id' | 'kind' | 'entityName'>) {
  const other = await tx.get<{ id: string }>('select id from resource where kind = ? and entity_name = ? and id <> ?', [
    kind,
    entityName,
    id,
  ])
  if (other)
    throw new ScimError(409, `The ${kind} ${other.id} is called "${entityName}" in the catalog already.`, 'uniqueness')
}

/** So many at once, so that the text of a statement is one of few. */
const batchSize = 100

function batches<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / batchSize)
  return Array.from({ length: count }, (_, i) => items.slice(i * batchSize, (i + 1) * batchSize))
}

async function writeMembers(tx: Transaction, { id, kind, document }: Pick<Resource, 'id' | 'kind' | 'document'>) {
  if (kind !== 'group') return
  const wanted = new Set(memberIds(document))
  const rows = await tx.all<{ member_id: string }>('select member_id from member where group_id = ?', [id])
  const stored = new Set(rows.map(({ member_id }) => member_id))
  for (const gone of stored)
    if (!wanted.has(gone)) await tx.run('delete from member where group_id = ? and member_id = ?', [id, gone])
  const added = [...wanted].filter((member) => !stored.has(member))
  for (const batch of batches(added)) {
    const marks = batch.map(() => '?').join(', ')
    const known = await tx.all<{ id: string }>(`select id from resource where id in (${marks})`, batch)
    const unknown = batch.find((member) => !known.some((one) => one.id === member))
    if (unknown !== undefined)
      throw badRequest('invalidValue', `There is no resource with the id ${unknown} to be a member.`)
    await tx.run(
      `insert into member (group_id, member_id) values ${batch.map(() => '(?, ?)').join(', ')}`,
      batch.flatMap((member) => [id, member]),
    )
  }
}

async function withMembers(db: Database, rows: Row[]): Promise<Resource[]> {
  const members = new Map<string, { value: string }[]>(
    rows.filter(({ kind }) => kind === 'group').map(({ id }) => [id, []]),
  )
  for (const batch of batches([...members.keys()])) {
    const found = await db.all<{ group_id: string; member_id: string }>(
      `select group_id, member_id from member where group_id in (${batch.map(() => '?').join(', ')}) order by member_id`,
      batch,
    )
    for (const { group_id, member_id } of found) members.get(group_id)?.push({ value: member_id })
  }
  return rows.map((row) => ({
    ...{ id: row.id, kind: row.kind, entityName: row.entity_name, isActive: row.is_active === 1 },
    ...{ version: row.version, createdAtMs: row.created_at, updatedAtMs: row.updated_at },
    document: {
      // Only `columnsOf` writes documents.
      ...(JSON.parse(row.doc) as Document),
      ...(row.kind === 'group' && { members: members.get(row.id) ?? [] }),
    },
  }))
}

/** Ids are made here; whatever PostgreSQL could not even compare is none. */
const isStorable = (id: string) => /^[\w-]{1,64}$/.test(id)
