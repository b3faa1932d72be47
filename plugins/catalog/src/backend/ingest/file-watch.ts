import { type FSWatcher, statSync, watch } from 'node:fs'
import { readlink, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Database, Logger } from '@callboard/kernel'
import { minimatch } from 'minimatch'
import type { SourceFile, SourceRow } from './candidate.ts'
import { staticFolder } from './input-reader.ts'

/** An editor writes a file in several steps; so long after the last one it is read. */
const settleMs = 60

/** Watches the files that sources are read from. */
export interface FileWatch {
  /** Watches what a source was read from; called again after each read of it. */
  follow(source: Pick<SourceRow, 'id' | 'type' | 'target'>): Promise<void>
  /** Watches everything that was read by an earlier process. */
  followAll(): Promise<void>
  close(): void
}

/**
 * Makes sources due as soon as one of their local files changes, placeholders' files included. Where watching does not
 * work (no more watches, a network file system) the regular reads still find the change.
 *
 * @param onChange - Told of the sources' numbers.
 */
export function watchFiles(options: { db: Database; log: Logger; onChange: (ids: number[]) => void }): FileWatch {
  const { db, log, onChange } = options
  const watchers = new Map<string, { watcher: FSWatcher; identity: string | undefined }>()
  const idsByPath = new Map<string, Set<number>>()
  const globs = new Map<number, string>()
  const touched = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  const touch = (path: string) => {
    for (const id of idsByPath.get(path) ?? []) touchSource(id)
    for (const [id, pattern] of globs) if (minimatch(path, pattern, { dot: true })) touchSource(id)
  }
  const touchSource = (id: number) => {
    if (isClosed) return
    touched.add(id)
    clearTimeout(timer)
    timer = setTimeout(() => {
      onChange([...touched])
      touched.clear()
    }, settleMs)
  }
  const watchFolder = (folder: string, isDeep: boolean) => {
    const key = isDeep ? `${folder}/**` : folder
    const identity = identityOf(folder)
    const known = watchers.get(key)
    if (isClosed || (known && known.identity === identity)) return
    // A folder that was made anew is another one, about which the old watcher hears nothing.
    known?.watcher.close()
    watchers.delete(key)
    try {
      const watcher = watch(folder, { recursive: isDeep, persistent: false }, (_event, name) => {
        if (name !== null) touch(join(folder, name))
      })
      watcher.on('error', (error) => {
        watcher.close()
        watchers.delete(key)
        log.warn('folder no longer watched', { folder, error })
      })
      watchers.set(key, { watcher, identity })
    } catch (error) {
      // A folder that does not exist yet is no cause for alarm: an optional target, or one that is reported as missing.
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
      const fields = { folder, reason: error instanceof Error ? error.message : String(error) }
      if (isMissing) log.debug('folder not watched', fields)
      else log.warn('folder not watched', fields)
    }
  }
  const followPath = (id: number, path: string): boolean => {
    const ids = idsByPath.get(path) ?? new Set()
    const isNew = ids.size < ids.add(id).size
    idsByPath.set(path, ids)
    watchFolder(dirname(path), false)
    return isNew
  }
  const followLink = async (id: number, path: string) => {
    for (const way of await waysTo(path)) followPath(id, way)
  }

  return {
    async follow({ id, type, target }) {
      if (type !== 'file' || target === null || isClosed) return
      const fresh: string[] = []
      const followNew = (path: string) => followPath(id, path) && fresh.push(path)
      if (/[*?[{]/.test(target)) {
        if (!globs.has(id)) fresh.push(staticFolder(target))
        globs.set(id, target)
        // A pattern in a folder's name makes new folders matter too.
        watchFolder(staticFolder(target), /[*?[{].*\//.test(target) || target.includes('**'))
      } else {
        followNew(target)
      }
      const row = await db.get<{ files: string | null; last_read_at: number | null }>(
        'select files, last_read_at from source where id = ?',
        [id],
      )
      const inputs = await db.all<{ key: string }>('select distinct key from refresh_key where source_id = ?', [id])
      const files = row?.files ? (JSON.parse(row.files) as SourceFile[]).map((file) => file.location) : []
      for (const location of [...files, ...inputs.map((input) => input.key)]) {
        if (!location.startsWith('file:')) continue
        const path = location.slice('file:'.length)
        followNew(path)
        await followLink(id, path)
      }
      // What was edited after it was read and before it was watched.
      const isMissed = await Promise.all(fresh.map((path) => changedSince(path, row?.last_read_at ?? 0)))
      if (isMissed.includes(true)) touchSource(id)
    },
    async followAll() {
      for (const source of await db.all<Pick<SourceRow, 'id' | 'type' | 'target'>>(
        `select id, type, target from source where type = 'file'`,
      )) {
        await this.follow(source)
      }
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const { watcher } of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}

/** Tells a folder from one that has come in its place, also where the number of the file is used again. */
function identityOf(folder: string): string | undefined {
  const info = statSync(folder, { throwIfNoEntry: false })
  return info && `${info.dev}:${info.ino}:${info.birthtimeMs}`
}

/**
 * What else changes a file that is a symbolic link: the file it leads to, and the first step on the way there. Kubernetes
 * mounts `catalog.yaml` as a link to `..data/catalog.yaml`, and renews all files by having `..data` lead elsewhere.
 */
async function waysTo(path: string): Promise<string[]> {
  const target = await readlink(path).catch(() => undefined)
  if (target === undefined) return []
  const [first = ''] = target.split('/')
  return [resolve(dirname(path), target), ...(isAbsolute(target) ? [] : [join(dirname(path), first)])]
}

const changedSince = (path: string, ms: number): Promise<boolean> =>
  stat(path).then(
    (info) => info.mtimeMs >= ms,
    // Gone: that is a change too.
    () => true,
  )
