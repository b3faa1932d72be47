import type { DocsNavNode } from '../../../model/site.ts'
import type { PageOrder } from '../pages/page-order.ts'
import type { NavItem } from './nav-items.ts'

/** The navigation as readers get it. */
export function navNodes(items: readonly NavItem[], order: Pick<PageOrder, 'headOf' | 'titleOf'>): DocsNavNode[] {
  return items.map((item): DocsNavNode => {
    if ('page' in item) {
      const { icon, status } = order.headOf(item.page)
      const node = { title: order.titleOf(item.page), path: item.page.readAt }
      return { ...node, ...(icon && { icon }), ...(status && { status }) }
    }
    if ('url' in item) return item
    const { title, index } = item
    return { title, children: navNodes(item.items, order), ...(index && { path: index.readAt }) }
  })
}
