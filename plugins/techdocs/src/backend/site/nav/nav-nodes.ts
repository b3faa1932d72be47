import type { DocsNavNode } from '../../../model/site.ts'
import type { PageFile } from '../pages/docs-files.ts'
import type { PageHead } from '../pages/page-head.ts'
import type { NavItem } from './nav-items.ts'

/** The navigation as readers get it. */
export function navNodes(
  items: readonly NavItem[],
  about: { headOf(page: PageFile): PageHead; titleOf(page: PageFile): string },
): DocsNavNode[] {
  return items.map((item): DocsNavNode => {
    if ('page' in item) {
      const { icon, status } = about.headOf(item.page)
      const node = { title: about.titleOf(item.page), path: item.page.readAt }
      return { ...node, ...(icon && { icon }), ...(status && { status }) }
    }
    if ('url' in item) return item
    const { title, index } = item
    return { title, children: navNodes(item.items, about), ...(index && { path: index.readAt }) }
  })
}
