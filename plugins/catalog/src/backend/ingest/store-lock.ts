import type { Transaction } from '@callboard/kernel'

/**
 * Lets one replica at a time change what is stored, until the transaction ends. SQLite has one writer anyway.
 *
 * With it, two sources that claim one ref are decided one after the other, and no two writers wait for each other in a ring.
 */
export async function lockStore(tx: Transaction): Promise<void> {
  if (tx.dialect === 'postgres') await tx.get(`select pg_advisory_xact_lock(hashtext('callboard-catalog-store'))`)
}

/** Tells readers that what they remember may be outdated (see read/generation.ts). */
export async function bumpGeneration(tx: Transaction, replica: string): Promise<void> {
  await tx.run(
    'insert into generation (replica, n) values (?, 1) on conflict (replica) do update set n = generation.n + 1',
    [replica],
  )
}
