import type { FileChange } from '../../model/routes.ts'
import type { GitStore } from '../git-store.ts'
import { filesBelow } from '../local/find-entry.ts'
import { diffHunks } from './diff-hunks.ts'

const maxShownBytes = 200_000

/** Which files differ between two trees, and how. */
export async function compareTrees(store: GitStore, from: string | undefined, to: string): Promise<FileChange[]> {
  const before = new Map((from ? await filesBelow(store, from) : []).map((file) => [file.path, file]))
  const after = new Map((await filesBelow(store, to)).map((file) => [file.path, file]))
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter(
      (path) => before.get(path)?.oid !== after.get(path)?.oid || before.get(path)?.mode !== after.get(path)?.mode,
    )
    .sort()
  return Promise.all(
    changed.map(async (path) => {
      const [old, now] = [before.get(path), after.get(path)]
      const [oldText, newText] = await Promise.all([old, now].map((file) => (file ? textOf(store, file.oid) : '')))
      const status = old ? (now ? 'modified' : 'removed') : 'added'
      const isShown = oldText !== undefined && newText !== undefined
      return { path, status, hunks: isShown ? diffHunks(oldText, newText) : undefined } as const
    }),
  )
}

/** The text of a file; undefined when it is too long to be shown, or no text. */
export async function textOf(store: GitStore, hash: string): Promise<string | undefined> {
  const content = Buffer.from(await store.readBlob(hash))
  return content.length > maxShownBytes || content.includes(0) ? undefined : content.toString()
}
