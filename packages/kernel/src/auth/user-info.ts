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
  const read = async (userEntityRef: string) => {
    const sql = 'select ownership_refs from user_info where user_ref = ?'
    return (await db.get<{ ownership_refs: string }>(sql, [userEntityRef]))?.ownership_refs
  }
  return {
    async save(userEntityRef, ownershipEntityRefs) {
      const text = JSON.stringify(ownershipEntityRefs)
      // Most people own the same as yesterday: then nothing is written, and they can sign in even where nothing can be.
      if ((await read(userEntityRef)) === text) return
      await db.run(
        `insert into user_info (user_ref, ownership_refs, updated_at) values (?, ?, ?)
         on conflict (user_ref) do update set ownership_refs = excluded.ownership_refs, updated_at = excluded.updated_at`,
        [userEntityRef, text, clock.nowMs()],
      )
    },
    async find(userEntityRef) {
      const text = await read(userEntityRef)
      return text === undefined ? undefined : JSON.parse(text)
    },
  }
}
