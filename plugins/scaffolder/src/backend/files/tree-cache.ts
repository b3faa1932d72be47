import type { Tree } from './tree.ts'

const maxBytes = 32 * 1024 * 1024

/** A tree that was read, and by what its host knows it again. */
export interface KnownTree {
  etag: string
  tree: Tree
}

/** Keeps the trees that were used last, so that a skeleton is downloaded once for many tasks. */
export class TreeCache {
  #bytes = 0
  readonly #trees = new Map<string, KnownTree & { bytes: number }>()

  find(key: string): KnownTree | undefined {
    const known = this.#trees.get(key)
    if (known) {
      // Those that were not used for longest come first.
      this.#trees.delete(key)
      this.#trees.set(key, known)
    }
    return known
  }

  /** @param tree - Its files are in memory. */
  async keep(key: string, { etag, tree }: KnownTree): Promise<void> {
    let bytes = 0
    for (const file of tree.files) bytes += (await file.read()).length
    this.#forget(key)
    if (bytes > maxBytes) return
    this.#trees.set(key, { etag, tree, bytes })
    this.#bytes += bytes
    for (const oldest of this.#trees.keys()) {
      if (this.#bytes <= maxBytes) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    this.#bytes -= this.#trees.get(key)?.bytes ?? 0
    this.#trees.delete(key)
  }
}
