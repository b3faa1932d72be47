import type { Database, Sql } from '@callboard/kernel'
import { minimatch } from 'minimatch'
import { errors } from '../../model/errors.ts'
import type { Engine } from './engine.ts'
import { jsonList } from './json-rows.ts'

/** How far up the chain of Location entities a refresh goes (spec/catalog.md 4.14). */
const maxAncestors = 32

/**
 * Makes everything due that an entity is read from: its own source, and those of the Location entities above it.
 *
 * @param ref - Canonical.
 * @throws `catalog/entity-not-found` when neither an entity nor a failed attempt at one has the ref.
 */
export async function refreshEntity(ref: string, { db, engine }: { db: Database; engine: Engine }): Promise<void> {
  const ids = new Set<number>()
  let refs = [ref]
  for (let level = 0; refs.length > 0 && level < maxAncestors; level += 1) {
    const holders = await db.all<{ id: number; owner_ref: string }>(
      `select distinct s.id, s.owner_ref from claim c join source s on s.id = c.source_id
       where c.ref in ${jsonList(db.dialect, 'text')}`,
      [JSON.stringify(refs)],
    )
    // A Location entity's own targets are what a refresh of it is about.
    const own = await db.all<{ id: number; owner_ref: string }>(
      `select id, owner_ref from source where kind = 'location' and owner_ref in ${jsonList(db.dialect, 'text')}`,
      [JSON.stringify(refs)],
    )
    const news = holders.filter((holder) => !ids.has(holder.id))
    for (const { id } of [...news, ...(level === 0 ? own : [])]) ids.add(id)
    refs = [...new Set(news.map((holder) => holder.owner_ref).filter((owner) => owner !== ''))]
  }
  if (ids.size === 0) {
    const entity = await db.get('select 1 as one from entity where ref = ?', [ref])
    if (!entity) throw errors.entityNotFound({ ref })
    return
  }
  await engine.request([...ids])
}

/** The sources whose entities were made from one of the keys (spec/catalog.md 3.10): location refs of files, or of inputs. */
export async function findSourcesByKeys(db: Sql, keys: string[]): Promise<number[]> {
  if (keys.length === 0) return []
  const list = jsonList(db.dialect, 'text')
  const names = JSON.stringify(keys)
  const rows = await db.all<{ id: number }>(
    `select source_id as id from refresh_key where key in ${list}
     union select source_id as id from claim where location_key in ${list}
     union select id from source where name in ${list}`,
    [names, names, names],
  )
  return rows.map((row) => row.id)
}

/** The sources that read below an address, or whose entities were made from something there: `url:https://github.com/acme/site/`. */
export async function findSourcesBelow(db: Sql, prefix: string): Promise<number[]> {
  const isBelow = (column: string) => `substr(${column}, 1, ${prefix.length}) = ?`
  const rows = await db.all<{ id: number }>(
    `select source_id as id from refresh_key where ${isBelow('key')}
     union select source_id as id from claim where ${isBelow('location_key')}
     union select id from source where ${isBelow('name')}`,
    [prefix, prefix, prefix],
  )
  return rows.map((row) => row.id)
}

/** The sources whose pattern takes one of the addresses in: a file that is new, or that gave nothing so far. */
export async function findSourcesByPattern(db: Sql, urls: string[]): Promise<number[]> {
  if (urls.length === 0) return []
  const patterns = await db.all<{ id: number; target: string }>(
    `select id, target from source where type = 'url' and target like '%*%'`,
  )
  return patterns.filter(({ target }) => urls.some((url) => minimatch(url, target, { dot: true }))).map(({ id }) => id)
}
