import {
  createItem,
  defineWebPlugin,
  type EntityWithRef,
  entityCard,
  entityTab,
  homeWidget,
  iconOfKind,
  language,
  liveData,
  onDemand,
  page,
  searchResultType,
  shortcut,
} from '@callboard/web'
import { entitySource, kindSource } from './palette.ts'
import { ProblemBadge } from './problems/ProblemBadge.tsx'
import './catalog.css'
import './definition/definition.css'
import './entity/entity.css'
import './graph/graph.css'

// One file for the whole entity page: its cards are always shown together.
const entityParts = () => import('./entity/entity-parts.ts')

const has =
  (type: string) =>
  ({ relations = [] }: EntityWithRef): boolean =>
    relations.some((relation) => relation.type === type)

// As well: one file for what the home page shows of the catalog.
const homeWidgets = () => import('./home/widgets.tsx')

export default defineWebPlugin({
  id: 'catalog',
  extensions: [
    language({ id: 'de', title: 'Deutsch', load: () => import('./languages/de.ts').then(({ messages }) => messages) }),
    liveData({ id: 'entities', title: 'Entities', channel: 'catalog' }),
    entitySource,
    kindSource,
    shortcut({ id: 'rows', title: 'Next and previous row, select, preview', keys: ['j', 'k', 'x', '␣'] }),
    shortcut({ id: 'graph', title: 'In a graph: centre, fold, zoom, show all', keys: ['.', '␣', '+', '−', '0'] }),
    page({
      id: 'list',
      path: '/catalog',
      title: 'Catalog',
      icon: 'catalog',
      heading: 'own',
      component: onDemand(() => import('./list/CatalogPage.tsx').then(({ CatalogPage }) => CatalogPage)),
    }),
    page({
      id: 'entity',
      path: '/catalog/:namespace/:kind/:name/*',
      title: 'Entity',
      heading: 'own',
      subject: 'entity',
      component: onDemand(() => entityParts().then(({ EntityPage }) => EntityPage)),
    }),
    page({
      id: 'problems',
      path: '/catalog/problems',
      title: 'Problems',
      icon: 'alert',
      heading: 'own',
      badge: ProblemBadge,
      component: onDemand(() => import('./problems/ProblemsPage.tsx').then(({ ProblemsPage }) => ProblemsPage)),
    }),
    page({
      id: 'sources',
      path: '/catalog/sources',
      title: 'Sources',
      icon: 'source',
      heading: 'own',
      component: onDemand(() => import('./locations/SourcesPage.tsx').then(({ SourcesPage }) => SourcesPage)),
    }),
    page({
      id: 'import',
      path: '/catalog/import',
      title: 'Register a location',
      heading: 'own',
      sidebar: 'hidden',
      component: onDemand(() => import('./import/ImportPage.tsx').then(({ ImportPage }) => ImportPage)),
    }),
    createItem({ id: 'import', title: 'Register a location', to: '/catalog/import', icon: 'location' }),
    page({
      id: 'graph',
      path: '/catalog-graph',
      title: 'Relation graph',
      icon: 'network',
      heading: 'own',
      component: onDemand(() => import('./graph/GraphPage.tsx').then(({ GraphPage }) => GraphPage)),
    }),
    homeWidget({
      id: 'needs',
      title: 'What needs you',
      stays: 'first',
      component: onDemand(() => homeWidgets().then(({ NeedsWidget }) => NeedsWidget)),
    }),
    homeWidget({
      id: 'recent',
      title: 'Recently visited',
      component: onDemand(() => homeWidgets().then(({ RecentWidget }) => RecentWidget)),
    }),
    homeWidget({
      id: 'starred',
      title: 'Starred',
      area: 'aside',
      component: onDemand(() => homeWidgets().then(({ StarredWidget }) => StarredWidget)),
    }),
    homeWidget({
      id: 'counts',
      title: 'In the catalog',
      area: 'aside',
      component: onDemand(() => homeWidgets().then(({ CountsWidget }) => CountsWidget)),
    }),
    searchResultType({
      id: 'software-catalog',
      title: 'Entities',
      icon: ({ kind }) => iconOfKind(String(kind)),
      detail: ['kind', 'owner'],
      facets: [
        { field: 'kind', title: 'Kind' },
        { field: 'componentType', title: 'Type' },
        { field: 'lifecycle', title: 'Lifecycle' },
        { field: 'owner', title: 'Owner' },
      ],
      component: onDemand(() => import('./search/EntityHit.tsx').then(({ EntityHit }) => EntityHit)),
    }),
    searchResultType({
      id: 'apis',
      title: 'In APIs',
      icon: 'api',
      detail: ['entityTitle'],
      facets: [
        { field: 'componentType', title: 'Type' },
        { field: 'lifecycle', title: 'Lifecycle' },
        { field: 'owner', title: 'Owner' },
      ],
      component: onDemand(() => import('./search/ApiPartHit.tsx').then(({ ApiPartHit }) => ApiPartHit)),
    }),
    entityCard({
      id: 'orphan',
      title: 'Left behind',
      when: (entity) => entity.metadata.annotations?.['backstage.io/orphan'] === 'true',
      component: onDemand(() => entityParts().then(({ OrphanNotice }) => OrphanNotice)),
    }),
    entityCard({
      id: 'problems',
      title: 'Problems',
      frame: 'none',
      component: onDemand(() => entityParts().then(({ ProblemsCard }) => ProblemsCard)),
    }),
    entityCard({
      id: 'members',
      title: 'Members',
      when: ({ kind }) => kind.toLowerCase() === 'group',
      component: onDemand(() => entityParts().then(({ MembersCard }) => MembersCard)),
    }),
    entityCard({
      id: 'ownership',
      title: 'Ownership',
      when: ({ kind }) => ['group', 'user'].includes(kind.toLowerCase()),
      component: onDemand(() => entityParts().then(({ OwnershipCard }) => OwnershipCard)),
    }),
    entityCard({
      id: 'parts',
      title: 'Parts',
      frame: 'none',
      when: has('hasPart'),
      component: onDemand(() => entityParts().then(({ PartsCard }) => PartsCard)),
    }),
    entityCard({
      id: 'api-users',
      title: 'Providers and consumers',
      frame: 'none',
      when: ({ kind }) => kind.toLowerCase() === 'api',
      component: onDemand(() => entityParts().then(({ ApiUsersCard }) => ApiUsersCard)),
    }),
    entityCard({
      id: 'relations',
      title: 'Relations',
      component: onDemand(() => entityParts().then(({ RelationsCard }) => RelationsCard)),
    }),
    entityCard({
      id: 'graph',
      title: 'Graph',
      when: ({ relations = [] }) => relations.length > 0,
      component: onDemand(() => import('./graph/GraphCard.tsx').then(({ GraphCard }) => GraphCard)),
    }),
    entityCard({
      id: 'about',
      title: 'About',
      area: 'facts',
      component: onDemand(() => entityParts().then(({ AboutCard }) => AboutCard)),
    }),
    entityCard({
      id: 'links',
      title: 'Links',
      area: 'facts',
      when: (entity) => (entity.metadata.links ?? []).length > 0,
      component: onDemand(() => entityParts().then(({ LinksCard }) => LinksCard)),
    }),
    entityCard({
      id: 'labels',
      title: 'Labels',
      area: 'facts',
      when: (entity) => Object.keys(entity.metadata.labels ?? {}).length > 0,
      component: onDemand(() => entityParts().then(({ LabelsCard }) => LabelsCard)),
    }),
    entityTab({
      id: 'definition',
      title: 'Definition',
      path: 'definition',
      when: ({ kind }) => kind.toLowerCase() === 'api',
      component: onDemand(() => import('./definition/DefinitionView.tsx').then(({ DefinitionView }) => DefinitionView)),
    }),
    entityTab({
      id: 'apis',
      title: 'APIs',
      path: 'api',
      when: (entity) =>
        entity.kind.toLowerCase() === 'component' || has('providesApi')(entity) || has('consumesApi')(entity),
      component: onDemand(() => entityParts().then(({ ApisTab }) => ApisTab)),
    }),
    entityTab({
      id: 'dependencies',
      title: 'Dependencies',
      path: 'dependencies',
      when: (entity) =>
        ['component', 'resource'].includes(entity.kind.toLowerCase()) ||
        has('dependsOn')(entity) ||
        has('dependencyOf')(entity),
      component: onDemand(() => entityParts().then(({ DependenciesTab }) => DependenciesTab)),
    }),
    entityTab({
      id: 'timeline',
      title: 'Timeline',
      path: 'timeline',
      component: onDemand(() => entityParts().then(({ TimelineTab }) => TimelineTab)),
    }),
  ],
})
