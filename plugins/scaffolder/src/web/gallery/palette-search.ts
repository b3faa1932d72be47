import type { Entity } from '@callboard/model'
import { queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import type { PaletteSearch } from '@callboard/web'
import { titleOf } from '../entity-titles.ts'
import { wizardPath } from './wizard-path.ts'

/** Enough to choose from; whoever looks for more types on. */
const foundItems = 5

/** Templates by name and title; what is chosen opens its form. */
export const templateSearch: PaletteSearch = {
  async search({ text }, { read, text: t }) {
    const { items } = await read(queryEntitiesByPredicate, {
      plugin: 'catalog',
      body: {
        query: { kind: 'template' },
        fullTextFilter: { term: text, fields: ['metadata.name', 'metadata.title'] },
        fields: ['kind', 'metadata.name', 'metadata.namespace', 'metadata.title', 'spec.type'],
        orderBy: [{ field: 'metadata.name', order: 'asc' }],
        limit: foundItems,
        totalItems: 'exclude',
      },
    })
    // With these fields they are entities as far as names go.
    return (items as unknown as Entity[]).map((template) => {
      const to = wizardPath(template)
      const title = t('palette.create', 'Create: {title}', { title: titleOf(template) })
      return { id: to, title, detail: String(template.spec?.type ?? ''), icon: 'create' as const, to }
    })
  },
}
