import { basename, resolve } from 'node:path'
import type { RenderServices } from '../site/services.ts'
import type { Site, SourceContext } from '../site/site.ts'
import { copyLimits } from '../sources/limits.ts'
import { openLocalFolder } from '../sources/local-folder.ts'
import { readSite } from '../sources/read-site.ts'

/** How `callboard techdocs` reads a folder. */
export interface FolderOptions {
  /** The folder of `mkdocs.yml`. */
  folder: string
  /** Instead of the name of the folder, where there is no `mkdocs.yml`. */
  siteName?: string | undefined
  /** Where the folder is for people, for links to edit: `https://github.com/acme/shop/tree/main/`. */
  sourceUrl?: string | undefined
  /** Milliseconds since 1970. */
  nowMs: number
}

/**
 * Opens the site of a folder on this machine.
 *
 * @throws When there is no such folder.
 */
export async function openFolderSite(options: FolderOptions, services: RenderServices): Promise<Site> {
  const folder = resolve(options.folder)
  const read = await readSite(await openLocalFolder(folder, new Map()), { known: new Map(), limits: copyLimits })
  const contents = new Map(read.files.map(({ path, content }) => [path, content]))
  const { openSite } = await import('../site/open-site.ts')
  const files = {
    version: read.version,
    list: () => read.files,
    read: async (path: string) => {
      const content = contents.get(path)
      return content && Buffer.from(content)
    },
  }
  const context = {
    fallbackName: options.siteName ?? basename(folder),
    readAtMs: options.nowMs,
    ...(options.sourceUrl && editing(options.sourceUrl)),
  }
  return openSite(files, context, services)
}

/** As GitHub, GitLab and Gitea have it: the same address, with another word in it. */
function editing(url: string): Pick<SourceContext, 'sourceUrl' | 'editUrl'> {
  const sourceUrl = url.replace(/\/?$/, '/')
  const editUrl = sourceUrl.replace(/\/(?:tree|blob)\//, '/edit/').replace('/src/branch/', '/_edit/')
  if (editUrl === sourceUrl) return { sourceUrl }
  return { sourceUrl, editUrl: (path) => editUrl + path.split('/').map(encodeURIComponent).join('/') }
}
