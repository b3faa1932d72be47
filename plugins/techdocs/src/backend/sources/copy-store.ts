import type { Database, Sql, Transaction } from '@callboard/kernel'
import type { DocsProblem } from '../../model/site.ts'
import type { DocsReference } from './docs-reference.ts'
import type { CopiedFile, SiteRead } from './read-site.ts'
import type { Selection } from './select-files.ts'

/** Names a version of the docs of an entity. */
export interface SiteKey {
  /** Canonical. */
  ref: string
  /** A branch or tag; empty for the newest. */
  name: string
}

/** What is known of a site's copy. */
export interface SiteRow extends SiteKey {
  id: number
  source: DocsReference
  /** Undefined until there is a copy. */
  copy: { source: DocsReference; version: string; copiedAtMs: number; etag: string; selection: Selection } | undefined
  /** What was left out of the copy, and why. */
  problems: DocsProblem[]
  checkedAtMs: number | undefined
  /** Why the source could not be read, and since when. */
  failure: { message: string; sinceMs: number } | undefined
  leasedUntilMs: number | undefined
}

interface StoredSite {
  id: number
  ref: string
  name: string
  source_type: string
  source_target: string
  copied_type: string | null
  copied_target: string | null
  etag: string | null
  version: string | null
  selection: string | null
  problems: string
  copied_at: number | null
  checked_at: number | null
  failure: string | null
  failed_at: number | null
  lease_until: number | null
}

const columns = `id, ref, name, source_type, source_target, copied_type, copied_target, etag, version, selection, problems,
  copied_at, checked_at, failure, failed_at, lease_until`

/** The site of a key, if there is one. */
export async function findSite(db: Sql, { ref, name }: SiteKey): Promise<SiteRow | undefined> {
  const row = await db.get<StoredSite>(`select ${columns} from site where ref = ? and name = ?`, [ref, name])
  return row && siteOf(row)
}

/** The site of a key, made if there is none, and told that its source is now here: why another one failed does not count. */
export async function ensureSite(db: Sql, { ref, name }: SiteKey, source: DocsReference): Promise<SiteRow> {
  const row = await db.get<StoredSite>(
    `insert into site (ref, name, source_type, source_target) values (?, ?, ?, ?)
     on conflict (ref, name) do update set source_type = excluded.source_type, source_target = excluded.source_target,
       failure = null, failed_at = null
     returning ${columns}`,
    [ref, name, source.type, source.target],
  )
  if (!row) throw new Error(`The site of ${ref} was not written.`)
  return siteOf(row)
}

/**
 * Takes the right to read a source, and says that it is looked at now.
 *
 * @param unlessSinceMs - Not when somebody has looked at it after this.
 * @returns Whether it was given.
 */
export async function leaseSite(
  db: Sql,
  id: number,
  lease: { owner: string; nowMs: number; untilMs: number; unlessSinceMs: number },
): Promise<boolean> {
  const { changes } = await db.run(
    `update site set lease_owner = ?, lease_until = ?, checked_at = ?
     where id = ? and (lease_until is null or lease_until < ?) and (checked_at is null or checked_at <= ?)`,
    [lease.owner, lease.untilMs, lease.nowMs, id, lease.nowMs, lease.unlessSinceMs],
  )
  return changes > 0
}

/** Ends a look at a source that has not changed. */
export async function keepCopy(db: Sql, id: number, owner: string): Promise<void> {
  await db.run(
    `update site set lease_owner = null, lease_until = null, failure = null, failed_at = null where id = ? and lease_owner = ?`,
    [id, owner],
  )
}

/** Ends a look that was broken off: it is as if nobody had looked. */
export async function releaseSite(db: Sql, id: number, owner: string): Promise<void> {
  await db.run(
    'update site set lease_owner = null, lease_until = null, checked_at = null where id = ? and lease_owner = ?',
    [id, owner],
  )
}

/** Ends a look that failed. The copy stays. */
export async function failCopy(
  db: Sql,
  id: number,
  { owner, nowMs, message }: { owner: string; nowMs: number; message: string },
): Promise<void> {
  await db.run(
    `update site set lease_owner = null, lease_until = null, failure = ?, failed_at = coalesce(failed_at, ?)
     where id = ? and lease_owner = ?`,
    [message.slice(0, 2000), nowMs, id, owner],
  )
}

/**
 * Makes what was read the copy.
 *
 * @returns False when the right to do so was lost meanwhile.
 */
export function replaceCopy(
  db: Database,
  id: number,
  copy: { owner: string; nowMs: number; source: DocsReference; etag: string; read: SiteRead },
): Promise<boolean> {
  const { owner, nowMs, source, etag, read } = copy
  return db.transaction(async (tx) => {
    const { changes } = await tx.run(
      `update site set lease_owner = null, lease_until = null, failure = null, failed_at = null, copied_type = ?,
         copied_target = ?, etag = ?, version = ?, selection = ?, problems = ?, copied_at = ?
       where id = ? and lease_owner = ?`,
      [
        ...[source.type, source.target, etag, read.version, JSON.stringify(read.selection)],
        ...[JSON.stringify(read.problems), nowMs, id, owner],
      ],
    )
    if (changes === 0) return false
    await writeFiles(tx, id, read.files, nowMs)
    return true
  })
}

async function writeFiles(tx: Transaction, id: number, files: readonly CopiedFile[], nowMs: number): Promise<void> {
  const before = await filesOf(tx, id)
  const wanted = new Set(files.map(({ path }) => path))
  for (const path of before.keys()) {
    if (!wanted.has(path)) await tx.run('delete from site_file where site_id = ? and path = ?', [id, path])
  }
  for (const { path, size, hash, stamp, content } of files) {
    const known = before.get(path)
    if (content) {
      await tx.run(
        `insert into blob (hash, content, touched_at) values (?, ?, ?)
         on conflict (hash) do update set touched_at = excluded.touched_at`,
        [hash, content, nowMs],
      )
    }
    if (known?.hash === hash && known.stamp === stamp) continue
    await tx.run(
      `insert into site_file (site_id, path, size, hash, stamp) values (?, ?, ?, ?, ?)
       on conflict (site_id, path) do update set size = excluded.size, hash = excluded.hash, stamp = excluded.stamp`,
      [id, path, size, hash, stamp ?? null],
    )
  }
}

/** The files of a copy, by path, ascending. */
export async function filesOf(db: Sql, id: number): Promise<Map<string, CopiedFile>> {
  const rows = await db.all<{ path: string; size: number; hash: string; stamp: string | null }>(
    'select path, size, hash, stamp from site_file where site_id = ? order by path',
    [id],
  )
  return new Map(rows.map(({ stamp, ...file }) => [file.path, { ...file, ...(stamp !== null && { stamp }) }]))
}

/** Removes the copies of versions that an entity does not list any more. */
export async function keepVersions(db: Database, ref: string, names: readonly string[]): Promise<void> {
  const kept = new Set(['', ...names])
  const versions = await db.all<{ id: number; name: string }>('select id, name from site where ref = ?', [ref])
  for (const { id, name } of versions) {
    if (kept.has(name)) continue
    await db.transaction(async (tx) => {
      await tx.run('delete from site_file where site_id = ?', [id])
      await tx.run('delete from site where id = ?', [id])
    })
  }
}

/** A content. */
export async function readBlob(db: Sql, hash: string): Promise<Buffer | undefined> {
  const row = await db.get<{ content: Uint8Array }>('select content from blob where hash = ?', [hash])
  return row && Buffer.from(row.content.buffer, row.content.byteOffset, row.content.byteLength)
}

/**
 * Removes all copies of an entity's docs; their contents go with the next {@link removeUnusedBlobs}.
 *
 * @returns How many.
 */
export async function removeSites(db: Database, ref: string): Promise<number> {
  // Most entities have none.
  if (!(await db.get('select 1 as found from site where ref = ?', [ref]))) return 0
  return db.transaction(async (tx) => {
    await tx.run('delete from site_file where site_id in (select id from site where ref = ?)', [ref])
    return (await tx.run('delete from site where ref = ?', [ref])).changes
  })
}

/**
 * Removes contents that no copy has.
 *
 * @param beforeMs - Only what no copy has brought since.
 * @returns How many.
 */
export async function removeUnusedBlobs(db: Sql, beforeMs: number): Promise<number> {
  const { changes } = await db.run(
    'delete from blob where touched_at < ? and not exists (select 1 from site_file where site_file.hash = blob.hash)',
    [beforeMs],
  )
  return changes
}

/** Sites that nobody has looked at since; those that were never looked at first. */
export async function listUnchecked(
  db: Sql,
  { localBeforeMs, remoteBeforeMs, limit }: { localBeforeMs: number; remoteBeforeMs: number; limit: number },
): Promise<SiteRow[]> {
  const rows = await db.all<StoredSite>(
    `select ${columns} from site where coalesce(checked_at, 0) <= case when source_type = 'dir' then cast(? as bigint) else cast(? as bigint) end
     order by coalesce(checked_at, 0), id limit ?`,
    [localBeforeMs, remoteBeforeMs, limit],
  )
  return rows.map(siteOf)
}

/** Refs of all entities with a copy, ascending, after one. */
export async function listRefs(db: Sql, after: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ ref: string }>('select distinct ref from site where ref > ? order by ref limit ?', [
    after,
    limit,
  ])
  return rows.map(({ ref }) => ref)
}

/** Every site that is read from an address, with it. */
export const listRemote = (db: Sql) =>
  db.all<{ ref: string; name: string; target: string }>(
    `select ref, name, source_target as target from site where source_type = 'url'`,
  )

/** What a look at every page has found in a version of the docs, if there was one. */
export async function findFoundProblems(db: Sql, id: number, version: string): Promise<DocsProblem[] | undefined> {
  const row = await db.get<{ found_problems: string | null }>(
    'select found_problems from site where id = ? and found_version = ?',
    [id, version],
  )
  return row?.found_problems ? (JSON.parse(row.found_problems) as DocsProblem[]) : undefined
}

/** Keeps what a look at every page has found. */
export async function keepFoundProblems(
  db: Sql,
  id: number,
  { version, problems }: { version: string; problems: readonly DocsProblem[] },
): Promise<void> {
  await db.run('update site set found_problems = ?, found_version = ? where id = ?', [
    JSON.stringify(problems),
    version,
    id,
  ])
}

/** Takes the leases of a process that died from an embedded database, which nobody else reads. */
export async function takeDeadLeases(db: Sql): Promise<void> {
  if (db.dialect === 'sqlite') await db.run('update site set lease_owner = null, lease_until = null')
}

// The columns hold what this file has written.
function siteOf(row: StoredSite): SiteRow {
  const { copied_type: type, copied_target: target, version, copied_at: copiedAtMs, etag, selection } = row
  const isCopied = type !== null && target !== null && version !== null && copiedAtMs !== null && selection !== null
  return {
    id: row.id,
    ref: row.ref,
    name: row.name,
    source: { type: row.source_type, target: row.source_target },
    copy: isCopied
      ? {
          source: { type, target },
          version,
          copiedAtMs,
          etag: etag ?? '',
          selection: JSON.parse(selection) as Selection,
        }
      : undefined,
    problems: JSON.parse(row.problems) as DocsProblem[],
    checkedAtMs: row.checked_at ?? undefined,
    failure: row.failure === null ? undefined : { message: row.failure, sinceMs: row.failed_at ?? 0 },
    leasedUntilMs: row.lease_until ?? undefined,
  }
}
