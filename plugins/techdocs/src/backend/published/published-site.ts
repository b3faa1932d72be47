import type { DocsSection } from '../../model/site.ts'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import type { Site } from '../site/site.ts'
import type { ObjectStore } from './object-store.ts'
import { type ReadDocument, readDocument } from './read-document.ts'

/** What `techdocs_metadata.json` says (spec/techdocs.md 4). */
export interface SiteMetadata {
  site_name?: string
  site_description?: string
  build_timestamp?: number
  files?: string[]
  etag?: string
}

/** Whose pages are kept in memory, at most. */
const maxKept = 200

/**
 * A site that was built elsewhere and published to a store.
 *
 * @param prefix - Where it is, without a slash at its end: `default/component/billing`.
 * @param options.origin - `mkdocs` for what this portal had MkDocs build.
 * @returns undefined when there is none.
 */
export async function publishedSite(
  store: ObjectStore,
  prefix: string,
  { sanitiser, origin = 'published' }: { sanitiser: Sanitiser; origin?: 'published' | 'mkdocs' },
): Promise<Site | undefined> {
  const read = async (path: string) => (isInside(path) ? (await store.read(`${prefix}/${path}`))?.body : undefined)
  const stored = await store.read(`${prefix}/techdocs_metadata.json`)
  const first = await read('index.html')
  if (!stored && !first) return undefined
  const metadata = parseMetadata(stored?.body)
  const home = first && readDocument(first.toString(), '')
  const front = home && !('redirect' in home) ? home : undefined
  const files =
    metadata.files ?? (await Array.fromAsync(store.list(`${prefix}/`))).map((key) => key.slice(prefix.length + 1))
  const pages = pathsOf(files, front)
  const kept = new Map<string, { document: ReadDocument; html: string } | { redirect: string }>()

  const open = async (file: string) => {
    const known = kept.get(file)
    if (known) return known
    const body = await read(file)
    if (!body) return undefined
    const document = readDocument(body.toString(), pathOf(file))
    const opened = 'redirect' in document ? document : { document, html: sanitiser.clean(document.html) }
    if (kept.size >= maxKept) kept.clear()
    kept.set(file, opened)
    return opened
  }
  return {
    name: metadata.site_name ?? front?.title ?? prefix.split('/').at(-1) ?? prefix,
    // MkDocs writes the word when there is none.
    description: metadata.site_description === 'None' ? undefined : metadata.site_description,
    origin,
    version: `${metadata.etag ?? ''}:${metadata.build_timestamp ?? stored?.version ?? ''}`,
    nav: front?.nav ?? [],
    notices: [],
    ...(front?.language && { language: front.language }),
    ...(front?.direction && { direction: front.direction }),
    pages,
    async page(path) {
      for (const file of filesOf(path)) {
        const opened = await open(file)
        if (!opened) continue
        if ('redirect' in opened) return opened
        const { document, html } = opened
        const { title, headings, trail, previous, next, editUrl } = document
        const neighbours = { ...(previous && { previous }), ...(next && { next }) }
        const page = { path: pathOf(file), title, html, headings, trail, hide: [], notices: [], ...neighbours }
        return { page: { ...page, ...(editUrl && { editUrl }) } }
      }
      return undefined
    },
    async document(path) {
      for (const file of filesOf(path)) {
        const body = await read(file)
        if (body) return body.toString()
      }
      return undefined
    },
    asset: read,
    files: async () => files,
    async *sections() {
      yield* readSections(await read('search/search_index.json'))
    },
    problems: async () => [],
  }
}

const isInside = (path: string) => !path.split(/[/\\]/).some((part) => part === '..' || part === '.' || part === '')

/** The files that a path may mean, the likeliest first. */
function filesOf(path: string): string[] {
  const clean = path.replace(/^\/+/, '').replace(/\/+$/, '')
  if (clean === '') return ['index.html']
  return clean.endsWith('.html') ? [clean] : [`${clean}/index.html`, `${clean}.html`]
}

/** `guide/install/index.html` is read at `guide/install/`. */
const pathOf = (file: string) => file.replace(/(^|\/)index\.html$/, '$1')

/** The pages in the order of the navigation, then the others. */
function pathsOf(files: readonly string[], front: ReadDocument | undefined): string[] {
  const all = files.filter((file) => file.endsWith('.html') && file !== '404.html').map(pathOf)
  const known = new Set(all)
  const named: string[] = []
  const visit = (nodes: ReadDocument['nav']) => {
    for (const node of nodes) {
      if ('path' in node && node.path !== undefined && known.delete(node.path)) named.push(node.path)
      if ('children' in node) visit(node.children)
    }
  }
  visit(front?.nav ?? [])
  return [...named, ...known]
}

function parseMetadata(body: Buffer | undefined): SiteMetadata {
  try {
    const parsed: unknown = JSON.parse(body?.toString() ?? '{}')
    if (typeof parsed !== 'object' || parsed === null) return {}
    const { files, ...metadata } = parsed as SiteMetadata
    return Array.isArray(files) && files.every((file) => typeof file === 'string') ? { ...metadata, files } : metadata
  } catch {
    // Somebody has written it by hand: the pages are there all the same.
    return {}
  }
}

interface IndexedDocument {
  location: string
  title: string
  text: string
}

/** From MkDocs' index: a record for the page, with all its text, and one for each heading. The first gives only what the others lack. */
function* readSections(body: Buffer | undefined): Iterable<DocsSection> {
  let documents: IndexedDocument[] = []
  try {
    documents = (JSON.parse(body?.toString() ?? '{}') as { docs?: IndexedDocument[] }).docs ?? []
  } catch {
    return
  }
  const titles = new Map(documents.map(({ location, title }) => [location, title]))
  const divided = new Set(documents.flatMap(({ location }) => (location.includes('#') ? [pageOf(location)] : [])))
  for (const { location, title, text } of documents) {
    if (!location.includes('#') && divided.has(location)) continue
    yield {
      path: location,
      title: unsigned(title),
      pageTitle: unsigned(titles.get(pageOf(location)) ?? title),
      text: unsigned(text),
    }
  }
}

const pageOf = (location: string) => location.split('#', 1)[0] ?? ''

/** Without the pilcrows of headings, and without the columns of line numbers, that MkDocs puts into its index; as plain text. */
function unsigned(text: string): string {
  // People write the index, too: no pattern may look twice at a long run of the same sign.
  return text
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .replace(/ ?¶/g, '')
    .replace(/(?<=^|\s)1 2 3(?: \d+)*(?=\s|$)/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
