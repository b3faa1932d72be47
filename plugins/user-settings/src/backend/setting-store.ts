import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../model/errors.ts'
import { maxSettings } from '../model/routes.ts'

/** The name of a setting. */
export interface SettingName {
  bucket: string
  key: string
}

/** Keeps what people set. `userRef` is canonical. */
export interface SettingStore {
  /** @returns Undefined when it is not set; a value may be anything that is JSON, null too. */
  read(userRef: string, name: SettingName): Promise<{ value: unknown } | undefined>
  /** In the order asked for; null where one is not set. */
  readMany(userRef: string, names: readonly SettingName[]): Promise<({ value: unknown } | null)[]>
  /** @throws `user-settings/too-many` */
  write(userRef: string, name: SettingName, value: unknown): Promise<void>
  remove(userRef: string, name: SettingName): Promise<void>
}

/** Keeps settings in the plugin's database. */
export function databaseSettingStore({ db, clock }: { db: Database; clock: Clock }): SettingStore {
  const read: SettingStore['read'] = async (userRef, { bucket, key }) => {
    const row = await db.get<{ value: string }>(
      'select value from setting where user_ref = ? and bucket = ? and key = ?',
      [userRef, bucket, key],
    )
    return row && { value: JSON.parse(row.value) }
  }
  return {
    read,
    // Their number is bounded, and each is one look into the primary key.
    readMany: (userRef, names) => Promise.all(names.map(async (name) => (await read(userRef, name)) ?? null)),
    write: (userRef, { bucket, key }, value) =>
      db.transaction(async (tx) => {
        const counted = await tx.get<{ n: number }>(
          'select count(*) as n from setting where user_ref = ? and not (bucket = ? and key = ?)',
          [userRef, bucket, key],
        )
        if ((counted?.n ?? 0) >= maxSettings) throw errors.tooMany({ most: maxSettings })
        await tx.run(
          `insert into setting (user_ref, bucket, key, value, updated_at) values (?, ?, ?, ?, ?)
           on conflict (user_ref, bucket, key) do update set value = excluded.value, updated_at = excluded.updated_at`,
          [userRef, bucket, key, JSON.stringify(value), clock.nowMs()],
        )
      }),
    async remove(userRef, { bucket, key }) {
      await db.run('delete from setting where user_ref = ? and bucket = ? and key = ?', [userRef, bucket, key])
    },
  }
}
