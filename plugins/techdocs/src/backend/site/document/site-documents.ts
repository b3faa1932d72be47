import type { DocsSection } from '../../../model/site.ts'
import { escapeText } from '../../escape-html.ts'
import type { SiteConfig } from '../config/site-config.ts'
import type { PageFile } from '../pages/docs-files.ts'
import { encodePath } from '../paths.ts'

/** The map of a site for crawlers: empty where nobody knows its address. */
export function sitemap({ url }: SiteConfig, pages: readonly PageFile[]): string {
  const locations = url
    ? pages.map((page) => `    <url><loc>${escapeText(url + encodePath(page.url))}</loc></url>\n`)
    : []
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${locations.join('')}</urlset>
`
}

/**
 * The index that MkDocs' plugin search writes (spec/techdocs.md 3): each page as a whole, and what is below each heading, without the
 * pilcrows and line numbers that MkDocs leaves in.
 */
export function searchIndex({ language }: SiteConfig, pages: readonly (readonly DocsSection[])[]): string {
  const docs = pages.flatMap(([page, ...parts]) => {
    if (!page) return []
    const whole = [page.text, ...parts.flatMap(({ title, text }) => [title, text])].filter(Boolean).join(' ')
    const below = parts.map(({ path, title, text }) => ({ location: path, text, title }))
    return [{ location: page.path, text: whole, title: page.title }, ...below]
  })
  const config = {
    indexing: 'full',
    lang: [language ?? 'en'],
    min_search_length: 3,
    prebuild_index: false,
    separator: '[\\s\\-]+',
  }
  return JSON.stringify({ config, docs })
}

/** `techdocs_metadata.json` (spec/techdocs.md 4). */
export function techdocsMetadata(
  { name, description }: SiteConfig,
  { builtAtMs, files, etag }: { builtAtMs: number; files: readonly string[]; etag: string },
): string {
  // Python's word for nothing; readers know it.
  const site = { site_name: name, site_description: description ?? 'None' }
  return JSON.stringify({ ...site, build_timestamp: builtAtMs, files, etag })
}
