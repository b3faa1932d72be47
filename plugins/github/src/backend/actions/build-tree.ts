import { isUtf8 } from 'node:buffer'
import type { GithubRepo } from './github-repo.ts'
import type { BodyOf } from './github-rest.ts'
import type { ContentFile } from './list-content.ts'

type TreeEntry = BodyOf<'POST /repos/{owner}/{repo}/git/trees'>['tree'][number]

// GitHub refuses who creates too much too quickly, so text goes along with the tree.
const maxInlineBytes = 200_000
const maxTreeBytes = 4_000_000
const maxTreeEntries = 500

/**
 * Writes a tree: another one with files added, replaced and removed. No branch shows it yet.
 *
 * @param change.remove - Paths that are in the base.
 * @returns The tree's hash; the base's own where nothing changes.
 */
export async function buildTree(
  github: GithubRepo,
  change: { baseTree: string; files: readonly ContentFile[]; remove: readonly string[] },
): Promise<string> {
  let tree = change.baseTree
  const removals = change.remove.map((path): TreeEntry => ({ path, mode: '100644', type: 'blob', sha: null }))
  for await (const entries of batches(github, removals, change.files)) {
    const written = await github.ask('POST /repos/{owner}/{repo}/git/trees', {
      deed: `write files to ${github.slug}`,
      body: { base_tree: tree, tree: entries },
    })
    tree = written.sha
  }
  return tree
}

/** The entries in portions that one call may carry. */
async function* batches(
  github: GithubRepo,
  removals: TreeEntry[],
  files: readonly ContentFile[],
): AsyncGenerator<TreeEntry[]> {
  let batch = removals
  let bytes = 0
  for (const file of files) {
    const entry = await entryOf(github, file)
    bytes += entry.content?.length ?? 0
    batch.push(entry)
    if (bytes > maxTreeBytes || batch.length >= maxTreeEntries) {
      yield batch
      batch = []
      bytes = 0
    }
  }
  if (batch.length > 0) yield batch
}

async function entryOf(github: GithubRepo, { path, mode, read }: ContentFile): Promise<TreeEntry> {
  const content = await read()
  // GitHub takes an empty text for a missing one.
  const isText = content.length > 0 && content.length <= maxInlineBytes && isUtf8(content) && !content.includes(0)
  if (isText) return { path, mode, type: 'blob', content: content.toString() }
  const blob = await github.ask('POST /repos/{owner}/{repo}/git/blobs', {
    deed: `write ${path} to ${github.slug}`,
    body: { content: content.toString('base64'), encoding: 'base64' },
  })
  return { path, mode, type: 'blob', sha: blob.sha }
}
