import { isUtf8 } from 'node:buffer'
import type { Redactor } from '../secrets/redactor.ts'
import type { Tree, TreeEntry } from './merge-trees.ts'

/** A tree without the secrets of its task, as it may be kept. A file that is no text and holds one is left out. */
export function maskTree(tree: Tree, redactor: Redactor): Tree {
  const masked = new Map<string, TreeEntry>()
  for (const [path, { content, type }] of tree) {
    const text = content.toString(isUtf8(content) ? 'utf8' : 'latin1')
    const shown = redactor.redact(text)
    if (shown === text) masked.set(redactor.redact(path), { content, type })
    else if (isUtf8(content)) masked.set(redactor.redact(path), { content: Buffer.from(shown), type })
  }
  return masked
}
