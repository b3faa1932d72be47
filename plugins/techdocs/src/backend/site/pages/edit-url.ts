import type { SiteConfig } from '../config/site-config.ts'
import type { SourceContext } from '../site.ts'
import type { PageFile } from './docs-files.ts'

/** Where MkDocs takes the files of well-known hosts to be. */
const usualEditUris = new Map([
  ['github.com', 'edit/master/docs/'],
  ['gitlab.com', 'edit/master/docs/'],
  ['bitbucket.org', 'src/default/docs/'],
])

/**
 * The page on which a file can be edited: what the config says, where it says the whole of it; else what is known of the source.
 *
 * @param root - The config of the site, which holds for included ones that say nothing.
 */
export function editUrlOf(page: PageFile, root: SiteConfig, context: SourceContext): string | undefined {
  const { url = root.repository.url, editUri, editUriTemplate } = page.config.repository
  const isRoot = page.config === root
  if (editUri === '') return undefined
  if (editUriTemplate) {
    const path = page.pathInFolder
    const filled = editUriTemplate.replaceAll('{path}', path).replaceAll('{path_noext}', path.replace(/\.[^./]*$/, ''))
    return webUrl(filled, url)
  }
  if (editUri && url) return webUrl(withSlash(editUri) + page.pathInFolder, url)
  const known = context.editUrl?.(page.sourcePath)
  if (known || !url) return known
  if (!isRoot) {
    const { editUri: rootUri = '' } = root.repository
    const besides = rootUri.replace(root.docsFolder, page.config.docsFolder)
    return besides === rootUri ? undefined : webUrl(withSlash(besides) + page.pathInFolder, url)
  }
  const usual = usualEditUris.get(new URL(url).hostname)
  return usual && webUrl(usual + page.pathInFolder, url)
}

/** Where a file can be read at its host. */
export const sourceUrlOf = ({ sourcePath }: PageFile, { sourceUrl }: SourceContext): string | undefined =>
  sourceUrl && sourceUrl + sourcePath.split('/').map(encodeURIComponent).join('/')

const withSlash = (text: string) => (text.endsWith('/') || /[?#=]/.test(text) ? text : `${text}/`)

function webUrl(uri: string, base: string | undefined): string | undefined {
  const from = base && !/^[?#]/.test(uri) ? withSlash(base) : base
  if (!URL.canParse(uri, from)) return undefined
  const url = new URL(uri, from)
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined
}
