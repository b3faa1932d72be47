import type { UrlReader } from '@callboard/kernel'
import type { Tree, TreeEntry } from './merge-trees.ts'

const executable = 0o100

/** Reads repositories with the credentials of their host. */
export const repositoryReader =
  (urlReader: UrlReader) =>
  async (contentsUrl: string, signal: AbortSignal): Promise<Tree> => {
    const found = await urlReader.readTree(contentsUrl, { signal })
    const [files, links] = await Promise.all([found.files(), found.links()])
    const tree = new Map<string, TreeEntry>()
    for (const { path, mode = 0, content } of files) {
      tree.set(path, { content: await content(), type: mode & executable ? 'executable' : 'file' })
    }
    for (const { path, target } of links) tree.set(path, { content: Buffer.from(target), type: 'link' })
    return tree
  }
