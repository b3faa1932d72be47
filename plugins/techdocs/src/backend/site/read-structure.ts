import type { Findings } from './config/findings.ts'
import { readSiteConfig } from './config/read-site-config.ts'
import type { SiteConfig } from './config/site-config.ts'
import { readArrangements } from './nav/arrangements.ts'
import { discoverNav } from './nav/discover-nav.ts'
import { includeSites } from './nav/includes.ts'
import type { NavItem } from './nav/nav-items.ts'
import { resolveNav } from './nav/resolve-nav.ts'
import { type DocsFiles, findDocs } from './pages/docs-files.ts'
import { findRedirects, type GonePage } from './redirects.ts'
import type { SiteFiles } from './site.ts'

/** A site as far as it is known without looking into its pages. */
export interface SiteStructure extends Findings {
  config: SiteConfig
  docs: DocsFiles
  nav: NavItem[]
  gone: GonePage[]
}

/** Where a config is looked for; the first that is there. */
const configFiles = ['mkdocs.yaml', 'mkdocs.yml']

/** Reads the config of a site and of those that it includes, and finds their pages. */
export async function readStructure(
  files: SiteFiles,
  defaults: { name: string; strict: boolean },
): Promise<SiteStructure> {
  const paths = files.list().map(({ path }) => path)
  const present = configFiles.filter((name) => paths.includes(name))
  const [file = 'mkdocs.yml', other] = present
  const read = async (path: string) => (await files.read(path))?.toString('utf8')
  const { config, problems, notices } = readSiteConfig(
    { file, text: present.length > 0 ? await read(file) : undefined },
    defaults,
  )
  if (other)
    problems.push({ code: 'dropped-config', file: other, message: `${other} is not used, because there is ${file}.` })
  const included = await includeSites(config, paths, async (path) => {
    const text = paths.includes(path) ? await read(path) : undefined
    return text === undefined ? undefined : readSiteConfig({ file: path, text }, { ...defaults, name: '' })
  })
  const docs = findDocs(files.list(), [{ at: '', config }, ...included.mounts])
  const { arrangements, problems: misarranged } = await readArrangements(config, files)
  const resolved = config.nav ? resolveNav(included.nav, docs, config) : discoverNav(docs, config, arrangements)
  const redirects = findRedirects(config, docs)
  return {
    config,
    docs,
    nav: resolved.items,
    gone: redirects.gone,
    problems: [problems, included.problems, docs.problems, misarranged, resolved.problems, redirects.problems].flat(),
    notices: [...notices, ...included.notices, ...(docs.pages.size === 0 ? [noPages(config)] : [])],
  }
}

const noPages = ({ docsFolder }: SiteConfig) => ({
  code: 'no-pages',
  message: `There are no pages yet: a Markdown file in the folder "${docsFolder || '.'}", or a README.md, would be the first.`,
})
