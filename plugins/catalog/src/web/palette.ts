import { type Entity, parseEntityRef } from '@callboard/model'
import { iconOfKind, type PaletteContext, type PaletteItem, type PaletteQuestion, paletteSource } from '@callboard/web'
import { entityByName, entityFacetsByPredicate, queryEntitiesByPredicate } from '../model/routes-read.ts'
import { refOf, titleOf } from './entity-names.ts'
import { builtInPlural, byFamiliarity } from './kind-words.ts'

/** Enough to choose from; whoever looks for more types on. */
const foundItems = 8

/** Entities by name and title; after `@` only people and teams. */
export const entitySource = paletteSource({
  id: 'entities',
  title: 'Entities',
  scopes: ['any', 'people'],
  load: async () => ({
    search: findEntities,
    prepare: ({ id }, { findAhead }) => findAhead(entityByName, { params: parseEntityRef(id) }),
  }),
})

/** Kinds, and how many entities there are of each. */
export const kindSource = paletteSource({
  id: 'kinds',
  title: 'Kinds',
  scopes: ['kinds'],
  load: async () => ({ search: findKinds }),
})

async function findEntities({ scope, text }: PaletteQuestion, { read }: PaletteContext): Promise<PaletteItem[]> {
  const { items } = await read(queryEntitiesByPredicate, {
    body: {
      ...(scope === 'people' && { query: { kind: { $in: ['user', 'group'] } } }),
      ...(text && {
        fullTextFilter: { term: text, fields: ['metadata.name', 'metadata.title', 'spec.profile.displayname'] },
      }),
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'metadata.title',
        'spec.type',
        'spec.profile.displayName',
      ],
      orderBy: [{ field: 'metadata.name', order: 'asc' }],
      limit: foundItems,
      totalItems: 'exclude',
    },
  })
  // The route promises objects, because callers may ask for some fields only; these make an Entity as far as names go.
  return (items as Entity[]).map(itemOf)
}

function itemOf(entity: Entity): PaletteItem {
  const ref = refOf(entity)
  const { kind, namespace, name } = parseEntityRef(ref)
  const title = titleOf(entity)
  return {
    id: ref,
    title,
    detail: title.toLowerCase() === name ? entity.kind : `${entity.kind} · ${name}`,
    icon: iconOfKind(kind),
    to: `/catalog/${[namespace, kind, name].map(encodeURIComponent).join('/')}`,
  }
}

async function findKinds({ text }: PaletteQuestion, { read, text: t }: PaletteContext): Promise<PaletteItem[]> {
  const { facets } = await read(entityFacetsByPredicate, { body: { facets: ['kind'] } })
  return (facets.kind ?? [])
    .map(({ value, count }) => ({ kind: value, count, title: builtInPlural(value, t) ?? value }))
    .filter(({ title }) => title.toLowerCase().includes(text.toLowerCase()))
    .sort((one, other) => byFamiliarity(one.kind, other.kind))
    .map(({ kind, count, title }) => ({
      id: kind,
      title,
      detail: t('list.total', '{count, plural, one {# entity} other {# entities}}', { count }),
      icon: iconOfKind(kind),
      to: `/catalog?kind=${encodeURIComponent(kind.toLowerCase())}`,
    }))
}
