import type { DocsProblem } from '../../../model/site.ts'
import { escapeAttribute } from '../../escape-html.ts'
import { ahead } from './ahead.ts'
import type { PageFile } from './docs-files.ts'
import type { RenderedPage } from './render-page.ts'

/** What is wrong in the pages of a site; a link to a heading is wrong when the page that it names has no such id. */
export async function problemsOfPages(
  pages: readonly PageFile[],
  render: (page: PageFile) => Promise<RenderedPage>,
): Promise<DocsProblem[]> {
  const problems: DocsProblem[] = []
  const ids = new Map<PageFile, Set<string>>()
  const anchors: (RenderedPage['anchors'][number] & { file: string })[] = []
  const both = async (page: PageFile) => ({ page, rendered: await render(page) })
  for await (const { page, rendered } of ahead(pages, both)) {
    problems.push(...rendered.problems)
    ids.set(page, idsIn(rendered.html))
    anchors.push(...rendered.anchors.map((anchor) => ({ ...anchor, file: page.sourcePath })))
  }
  for (const { page, anchor, written, line, file } of anchors) {
    // Browsers know the top without an id.
    if (anchor === 'top' || ids.get(page)?.has(escapeAttribute(anchor))) continue
    const message = `The link to "${written}" leads to a heading that "${page.path}" does not have.`
    problems.push({ code: 'broken-anchor', file, line, message })
  }
  return problems
}

/** As they stand in clean HTML, where every value is in double quotes and escaped. */
const idsIn = (html: string) => new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id = '']) => id))
