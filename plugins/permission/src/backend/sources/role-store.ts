import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { RoleDocument } from '../../model/role.ts'

/** A role as the database has it. */
export interface StoredRole {
  ref: string
  document: RoleDocument
  version: number
  updatedAt: string
  /** Ref of a person, or the subject of a service. */
  updatedBy: string
}

/** Keeps the roles that are edited on the screen. */
export interface RoleStore {
  list(): Promise<StoredRole[]>
  /** @throws `permission/role-exists` */
  create(ref: string, document: RoleDocument, by: string): Promise<void>
  /** @throws `permission/role-changed` when the version is another one by now, or the role is gone. */
  change(ref: string, document: RoleDocument, options: { by: string; version: number }): Promise<void>
  /** @throws As `change`. */
  remove(ref: string, version: number): Promise<void>
}

interface Row {
  ref: string
  document: string
  version: number
  updated_at: string
  updated_by: string
}

/** Keeps roles in the plugin's database. */
export function databaseRoleStore({ db, clock }: { db: Database; clock: Clock }): RoleStore {
  return {
    async list() {
      const rows = await db.all<Row>('select ref, document, version, updated_at, updated_by from role order by ref')
      return rows.map(({ ref, document, version, updated_at, updated_by }) => ({
        ...{ ref, version, document: JSON.parse(document) },
        ...{ updatedAt: updated_at, updatedBy: updated_by },
      }))
    },
    async create(ref, document, by) {
      const { changes } = await db.run(
        `insert into role (ref, document, version, updated_at, updated_by) values (?, ?, 1, ?, ?)
         on conflict (ref) do nothing`,
        [ref, JSON.stringify(document), clock.now(), by],
      )
      if (changes === 0) throw errors.roleExists({ ref })
    },
    async change(ref, document, { by, version }) {
      const { changes } = await db.run(
        `update role set document = ?, version = version + 1, updated_at = ?, updated_by = ?
         where ref = ? and version = ?`,
        [JSON.stringify(document), clock.now(), by, ref, version],
      )
      if (changes === 0) throw errors.roleChanged({ ref })
    },
    async remove(ref, version) {
      const { changes } = await db.run('delete from role where ref = ? and version = ?', [ref, version])
      if (changes === 0) throw errors.roleChanged({ ref })
    },
  }
}
