import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'

const settleMs = 100

/**
 * Calls back after files changed, appeared or went away. Their folders are watched: editors replace a file by renaming
 * another over it, and Kubernetes swaps a link named `..data` beside mounted files.
 *
 * @param files - Asked again after every change. Absolute paths.
 * @param onChange - Never runs twice at once.
 * @returns Ends the watching.
 */
export function watchFiles(files: () => readonly string[], onChange: () => Promise<void>): () => void {
  const watchers = new Map<string, FSWatcher>()
  let names = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  let isClosed = false

  const follow = () => {
    // A reading that was under way ends after the watching.
    if (isClosed) return
    const paths = files()
    names = new Set(paths)
    for (const folder of new Set(paths.map(dirname))) {
      if (watchers.has(folder)) continue
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (name === null || name === '..data' || names.has(`${folder}/${basename(name)}`)) schedule()
        })
        watcher.on('error', () => forget(folder))
        watchers.set(folder, watcher)
      } catch {
        // The folder does not exist: nothing in it can change, and a later change elsewhere asks again.
      }
    }
  }
  const forget = (folder: string) => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const schedule = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(onChange).then(follow)
    }, settleMs)
    timer.unref()
  }
  follow()
  return () => {
    isClosed = true
    clearTimeout(timer)
    for (const folder of [...watchers.keys()]) forget(folder)
  }
}
