import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'

/** What people own, as found when they last signed in. Shared by the replicas. */
export interface UserInfoStore {
  save(userEntityRef: string, ownershipEntityRefs: readonly string[]): Promise<void>
  /** undefined for somebody who never signed in here. */
  find(userEntityRef: string): Promise<string[] | undefined>
}

/** The store in the kernel's own namespace. */
export function createUserInfoStore({ db, clock }: { db: Database; clock: Clock }): UserInfoStore {
  return {
    async save(userEntityRef, ownershipEntityRefs) {
      await db.run(
        `insert into user_info (user_ref, ownership_refs, updated_at) values (?, ?, ?)
         on conflict (user_ref) do update set ownership_refs = excluded.ownership_refs, updated_at = excluded.updated_at`,
        [userEntityRef, JSON.stringify(ownershipEntityRefs), clock.nowMs()],
      )
    },
    async find(userEntityRef) {
      const row = await db.get<{ ownership_refs: string }>('select ownership_refs from user_info where user_ref = ?', [
        userEntityRef,
      ])
      return row && JSON.parse(row.ownership_refs)
    },
  }
}
