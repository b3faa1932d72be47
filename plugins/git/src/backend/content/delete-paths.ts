import type { GitStore } from '../git-store.ts'

/**
 * A tree without some of its files and folders. What is not there need not go.
 *
 * @returns The hash of the new tree; folders that have become empty are gone, as git keeps none.
 */
export async function deletePaths(store: GitStore, tree: string, paths: readonly string[]): Promise<string> {
  let left = tree
  for (const path of paths)
    left = (await deletePath(store, left, path.split('/').filter(Boolean))) ?? (await store.writeTree([]))
  return left
}

async function deletePath(store: GitStore, tree: string, path: readonly string[]): Promise<string | undefined> {
  const [name, ...below] = path
  const entries = await store.readTree(tree)
  const entry = entries.find((one) => one.path === name)
  if (!entry) return tree
  const rest = entries.filter((one) => one !== entry)
  const kept = below.length > 0 && entry.type === 'tree' ? await deletePath(store, entry.oid, below) : undefined
  if (below.length > 0 && entry.type !== 'tree') return tree
  if (kept !== undefined) rest.push({ ...entry, oid: kept })
  return rest.length === 0 ? undefined : store.writeTree(rest)
}
