import {
  Card,
  type EntityCard,
  type EntityTab,
  type EntityWithRef,
  ExtensionBoundary,
  NavLink,
  type Placed,
  useConfig,
  useExtensions,
  useParams,
  useText,
  useTextOf,
} from '@callboard/web'
import { useEntity } from '../api.ts'
import { refOf } from '../entity-names.ts'
import { EntityHeader } from './EntityHeader.tsx'
import { EntityNotFound } from './EntityNotFound.tsx'
import { Inspector } from './Inspector.tsx'
import { arrangePage, entriesFor } from './page-layout.ts'

/** Everything about one entity: its header, and the cards and tabs that plugins have for it. */
export function EntityPage() {
  const { kind = '', namespace = '', name = '', '*': tabPath = '' } = useParams()
  const found = useEntity({ kind, namespace, name })
  if (!found) return <EntityNotFound kind={kind} namespace={namespace} name={name} />
  const entity: EntityWithRef = { ...found, ref: refOf(found) }
  return (
    // The key: another entity starts afresh, unfolded lists and failed cards included.
    <article key={entity.ref}>
      <EntityHeader entity={entity} />
      <Tabs entity={entity} base={`/catalog/${namespace}/${kind}/${name}`} tabPath={tabPath} />
      <Inspector entity={entity} />
    </article>
  )
}

interface TabsProps {
  entity: EntityWithRef
  /** Path of the entity's page. */
  base: string
  /** What follows it in the address. */
  tabPath: string
}

function Tabs({ entity, base, tabPath }: TabsProps) {
  const t = useText()
  const { cards, tabs } = usePageLayout(entity)
  const open = tabs.find(({ extension }) => tabPath.split('/')[0] === extension.path)
  return (
    <>
      {tabs.length > 0 && (
        <nav className="cat-tabs" aria-label={t('entity.tabs', 'About this entity')}>
          <NavLink to={base} end>
            {t('entity.overview', 'Overview')}
          </NavLink>
          {tabs.map((tab) => (
            <TabLink key={tab.key} tab={tab} base={base} />
          ))}
        </nav>
      )}
      {open ? <OpenTab tab={open} entity={entity} /> : <Overview entity={entity} cards={cards} />}
    </>
  )
}

function TabLink({ tab, base }: { tab: Placed<EntityTab>; base: string }) {
  return <NavLink to={`${base}/${tab.extension.path}`}>{useTitle(tab)}</NavLink>
}

function OpenTab({ tab, entity }: { tab: Placed<EntityTab>; entity: EntityWithRef }) {
  const Content = tab.extension.component
  return (
    <ExtensionBoundary key={tab.key} pluginId={tab.pluginId} extensionKey={tab.key} title={useTitle(tab)}>
      <Content entity={entity} />
    </ExtensionBoundary>
  )
}

/** What this page shows: by plugins, `app.extensions`, and `catalog.entityPage` for its kind. */
function usePageLayout(entity: EntityWithRef) {
  const { entityPage } = useConfig<{ entityPage: Record<string, unknown> }>()
  const cards = useExtensions('entity-card')
  const tabs = useExtensions('entity-content')
  const layout = arrangePage({ cards, tabs }, entriesFor(entity.kind, entityPage))
  return {
    cards: layout.cards.filter(({ extension }) => extension.when?.(entity) ?? true),
    tabs: layout.tabs.filter(({ extension }) => (extension.when?.(entity) ?? true) && isOf(extension, entity)),
  }
}

const isOf = ({ of }: EntityTab, { kind, metadata }: EntityWithRef) =>
  of === undefined ||
  of.entityKinds.includes(kind.toLowerCase()) ||
  of.annotations.some((name) => metadata.annotations?.[name] !== undefined)

interface OverviewProps {
  entity: EntityWithRef
  cards: readonly Placed<EntityCard>[]
}

function Overview({ entity, cards }: OverviewProps) {
  const ofArea = (area: 'main' | 'facts') =>
    cards
      .filter(({ extension }) => (extension.area ?? 'main') === area)
      .map((card) => <OneCard key={card.key} card={card} entity={entity} />)
  return (
    <div className="cat-overview">
      <div className="cat-main">{ofArea('main')}</div>
      <div className="cat-aside">{ofArea('facts')}</div>
    </div>
  )
}

function OneCard({ card, entity }: { card: Placed<EntityCard>; entity: EntityWithRef }) {
  const title = useTitle(card)
  const { component: Content, frame = 'card' } = card.extension
  const content = (
    <ExtensionBoundary
      pluginId={card.pluginId}
      extensionKey={card.key}
      title={title}
      {...(frame === 'none' && { loading: null })}
    >
      <Content entity={entity} />
    </ExtensionBoundary>
  )
  return frame === 'none' ? content : <Card title={title}>{content}</Card>
}

const useTitle = ({ pluginId, extension }: Placed<EntityTab> | Placed<EntityCard>) =>
  useTextOf(pluginId)(`${extension.kind}.${extension.id}.title`, extension.title)
