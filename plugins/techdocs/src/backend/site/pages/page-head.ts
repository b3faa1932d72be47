import { asText, type Mapping } from '../config/config-reader.ts'
import type { FrontMatter } from './front-matter.ts'
import { titleOfPage } from './titles.ts'

/** What is known of a page without rendering it. */
export interface PageHead {
  title?: string
  description?: string
  icon?: string
  status?: string
  hide: ('navigation' | 'toc' | 'footer')[]
  isInSearch: boolean
}

const hideable = ['navigation', 'toc', 'footer'] as const

/** Reads the head of a page: its front matter, and its first heading. */
export function pageHead(page: FrontMatter): PageHead {
  const { meta } = page
  const hidden = Array.isArray(meta.hide) ? meta.hide : [meta.hide]
  return {
    title: titleOfPage(page),
    description: asText(meta.description),
    icon: asText(meta.icon),
    status: asText(meta.status),
    hide: hideable.filter((part) => hidden.includes(part)),
    isInSearch: (meta.search as Mapping | null | undefined)?.exclude !== true,
  }
}
