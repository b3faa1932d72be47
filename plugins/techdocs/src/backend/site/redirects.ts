import type { DocsProblem } from '../../model/site.ts'
import { escapeAttribute } from '../escape-html.ts'
import { isWebAddress } from './config/config-reader.ts'
import type { SiteConfig } from './config/site-config.ts'
import { addressOf, type DocsFiles, type PageAddress } from './pages/docs-files.ts'
import { pathInside, relativeUrl } from './paths.ts'

/** A page that has gone, and where its readers are sent. */
export interface GonePage extends PageAddress {
  /** Among the docs. */
  file: string
  /** A path below the site with its anchor, or a URL. */
  to: string
}

/** Reads the map of redirects: what it sends nowhere, or away from a page that is there, becomes a problem. */
export function findRedirects(config: SiteConfig, docs: DocsFiles): { gone: GonePage[]; problems: DocsProblem[] } {
  const problems: DocsProblem[] = []
  const gone = config.redirects.flatMap(({ from, to, line }): GonePage[] => {
    const broken = (message: string) => {
      problems.push({ code: 'broken-redirect', file: config.file, line, message })
      return []
    }
    const file = pathInside('', from)
    if (file === undefined) return broken(`"${from}" is no path below the docs folder, so it is not redirected.`)
    if (docs.pages.has(file)) return broken(`"${from}" is not redirected, because the page is there.`)
    const address = { ...addressOf(file, config), file }
    if (isWebAddress(to)) return [{ ...address, to }]
    const [path = '', anchor] = to.split('#', 2)
    const target = docs.pages.get(pathInside('', path) ?? '')
    if (!target) return broken(`"${from}" is redirected to "${to}", which is not among the docs.`)
    return [{ ...address, to: target.readAt + (anchor ? `#${anchor}` : '') }]
  })
  return { gone, problems }
}

/** What stands at the old address in a published site. */
export function redirectDocument({ url, to }: GonePage): string {
  const target = isWebAddress(to) ? new URL(to).href : relativeTo(url, to)
  const escaped = escapeAttribute(target)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Redirecting…</title>
    <link rel="canonical" href="${escaped}">
    <meta name="robots" content="noindex">
    <meta http-equiv="refresh" content="0; url=${escaped}">
  </head>
  <body>
    <p>This page has moved: <a href="${escaped}">go to its new place</a>.</p>
  </body>
</html>
`
}

function relativeTo(url: string, to: string): string {
  const [path = '', anchor] = to.split('#', 2)
  return relativeUrl(url, path) + (anchor ? `#${anchor}` : '')
}
