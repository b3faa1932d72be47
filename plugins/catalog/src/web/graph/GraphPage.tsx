import {
  Boundary,
  Button,
  EmptyState,
  EntityLink,
  Icon,
  Link,
  Loading,
  PageHeading,
  useAddress,
  useRead,
  useShortcutOn,
  useText,
} from '@callboard/web'
import { useEffect, useRef } from 'react'
import { kinds } from '../../model/routes-insight.ts'
import { entityFacetsByPredicate } from '../../model/routes-read.ts'
import { relationLabel, relationPairs } from '../entity/relation-words.ts'
import { byFamiliarity, useKindWords } from '../kind-words.ts'
import { FilterMenu } from '../list/FilterMenu.tsx'
import { GraphDrawing, loadDrawing } from './drawing-on-demand.ts'
import { GraphTable } from './GraphTable.tsx'
import { type Direction, depths, type GraphState, nodeLimit, parseGraphState, writeGraphState } from './graph-state.ts'
import { RootPicker } from './RootPicker.tsx'
import { useGraph } from './use-graph.ts'

/** How entities hang together, around any of them. Everything about it is in the address. */
export function GraphPage() {
  const t = useText()
  const { shown, wanted, go } = useAddress()
  const state = parseGraphState(new URLSearchParams(shown))
  const wantedState = parseGraphState(new URLSearchParams(wanted))
  const change = (changed: Partial<GraphState>) => go(writeGraphState({ ...wantedState, ...changed }), 'replace')
  const title = t('page.graph.title', 'Relation graph')
  useEffect(() => {
    // While the entities are read, so that neither waits for the other.
    if (state.view === 'drawing') void loadDrawing()
  }, [state.view])
  useFocusAfterChoice(state.roots.length > 0)
  return (
    <>
      <PageHeading title={title}>
        {state.roots.length > 0 && (
          <p className="cat-graph-roots">
            {t('graph.roots', 'Around')}
            {state.roots.map((ref) => (
              <EntityLink key={ref} entityRef={ref} />
            ))}
            <Link className="cb-link" to="/catalog-graph">
              {t('graph.other', 'Choose another')}
            </Link>
          </p>
        )}
      </PageHeading>
      {state.roots.length === 0 ? (
        <RootPicker hrefOf={(ref) => `?${writeGraphState({ ...state, roots: [ref] })}`} />
      ) : (
        <>
          <Boundary title={t('graph.filters', 'Filters of the graph')} loading={<Loading lines={1} />}>
            <GraphFilters state={wantedState} onChange={change} />
          </Boundary>
          <Boundary title={title} loading={<Loading lines={8} />} resetOn={shown}>
            <Graph state={state} onChange={change} />
          </Boundary>
        </>
      )}
    </>
  )
}

/** Whoever chose an entity is at a link that is gone with the choice: the page is another one from here. */
function useFocusAfterChoice(hasRoot: boolean) {
  const had = useRef(hasRoot)
  useEffect(() => {
    if (had.current === hasRoot) return
    had.current = hasRoot
    document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
  }, [hasRoot])
}

interface PartProps {
  state: GraphState
  onChange: (changed: Partial<GraphState>) => void
}

function GraphFilters({ state, onChange }: PartProps) {
  const t = useText()
  const wordsOf = useKindWords()
  const pairs = relationPairs(useRead(kinds))
  const { facets } = useRead(entityFacetsByPredicate, { body: { facets: ['kind'] } })
  const kindOptions = (facets.kind ?? [])
    .map(({ value, count }) => ({ value: value.toLowerCase(), title: wordsOf(value).plural, count }))
    .sort((one, other) => byFamiliarity(one.value, other.value))
  const relationOptions = pairs.map(({ type }) => ({ value: type, title: relationLabel(type, t) }))
  return (
    <section className="cat-toolbar cat-graph-filters" aria-label={t('graph.filters', 'Filters of the graph')}>
      <label className="cat-choice">
        {t('graph.depth', 'Steps')}
        <select value={state.depth} onChange={(event) => onChange({ depth: Number(event.target.value) })}>
          {depths.map((depth) => (
            <option key={depth} value={depth}>
              {depth}
            </option>
          ))}
        </select>
      </label>
      <label className="cat-choice">
        {t('graph.direction', 'Direction')}
        <select
          value={state.direction}
          // The options below are the only values.
          onChange={(event) => onChange({ direction: event.target.value as Direction })}
        >
          <option value="both">{t('graph.direction.both', 'Both ways')}</option>
          <option value="outgoing">{t('graph.direction.outgoing', 'What it points at')}</option>
          <option value="incoming">{t('graph.direction.incoming', 'What points at it')}</option>
        </select>
      </label>
      <FilterMenu
        label={t('graph.kinds', 'Kind')}
        options={kindOptions}
        chosen={state.kinds}
        onChange={(chosen) => onChange({ kinds: chosen })}
      />
      <FilterMenu
        label={t('graph.relation', 'Relation')}
        options={relationOptions}
        chosen={state.relations}
        onChange={(chosen) => onChange({ relations: chosen })}
      />
      {state.collapsed.length > 0 && (
        <Button look="quiet" onPress={() => onChange({ collapsed: [] })}>
          {t('graph.expand', 'Unfold all')}
        </Button>
      )}
      <span className="cat-graph-views">
        <Button
          icon={state.view === 'table' ? 'network' : 'list'}
          onPress={() => onChange({ view: state.view === 'table' ? 'drawing' : 'table' })}
        >
          {state.view === 'table' ? t('graph.as-drawing', 'Show as a drawing') : t('graph.as-table', 'Show as a table')}
        </Button>
      </span>
    </section>
  )
}

function Graph({ state, onChange }: PartProps) {
  const t = useText()
  const hasKeys = useShortcutOn('graph')
  const { visible, isTruncated } = useGraph(state, nodeLimit)
  const addressOf = (changed: Partial<GraphState>) => `/catalog-graph?${writeGraphState({ ...state, ...changed })}`
  const centreOf = (ref: string) => addressOf({ roots: [ref], collapsed: [] })
  const label = t('graph.label', 'Entities and their relations')
  // Where others point at what is missing, that is worth a drawing.
  if (visible.nodes.every(({ isMissing }) => isMissing)) {
    return (
      <EmptyState title={t('graph.unknown', 'There is no such entity.')} icon="missing">
        <p>{t('graph.unknown.why', 'It may be spelled differently, or you may not be allowed to see it.')}</p>
      </EmptyState>
    )
  }
  const counts = { entities: visible.nodes.length, relations: visible.edges.length }
  return (
    <>
      <p className="cat-graph-counts" role="status">
        {t(
          'graph.counts',
          '{entities, plural, one {# entity} other {# entities}}, {relations, plural, one {# relation} other {# relations}}.',
          counts,
        )}{' '}
        {isTruncated && (
          <span className="cat-dangling">
            <Icon name="broken" />
            {t('graph.truncated', 'There are more than {limit}: fewer steps or a filter shows all of a part.', {
              limit: nodeLimit,
            })}
          </span>
        )}
      </p>
      {state.view === 'table' ? (
        <GraphTable graph={visible} label={label} centreOf={centreOf} />
      ) : (
        <>
          <div className="cat-graph-room">
            <GraphDrawing
              graph={visible}
              label={label}
              subject={addressOf({ collapsed: [] })}
              collapsed={state.collapsed}
              onToggle={(ref) =>
                onChange({
                  collapsed: state.collapsed.includes(ref)
                    ? state.collapsed.filter((one) => one !== ref)
                    : [...state.collapsed, ref],
                })
              }
              centreOf={centreOf}
            />
          </div>
          <p className="cb-muted">
            {t('graph.keys', 'Arrow keys go from one to the next; Enter opens its page.')}{' '}
            {hasKeys &&
              t('graph.more-keys', 'A full stop puts it in the centre, Space folds what is behind it, + − 0 zoom.')}
          </p>
        </>
      )}
    </>
  )
}
