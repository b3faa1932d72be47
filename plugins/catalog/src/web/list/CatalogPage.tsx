import { Boundary, Loading, PageHeading, useAddress, useReadAhead, useText } from '@callboard/web'
import { useState } from 'react'
import { kinds } from '../../model/routes-insight.ts'
import { refOf } from '../entity-names.ts'
import { BulkBar } from './BulkBar.tsx'
import { ColumnMenu } from './ColumnMenu.tsx'
import { DensitySwitch } from './DensitySwitch.tsx'
import { EntityTable } from './EntityTable.tsx'
import { ExportMenu, ExportProgress } from './ExportMenu.tsx'
import { FilterBar, FilterChips } from './FilterBar.tsx'
import { KindSwitch } from './KindSwitch.tsx'
import { anyOf, changed, type ListState, parseListState, writeListState } from './list-state.ts'
import { PreviewPane } from './PreviewPane.tsx'
import { wholeList } from './question.ts'
import { SaveView, ViewTabs } from './SavedViews.tsx'
import { ScopeSwitch } from './ScopeSwitch.tsx'
import { useSelection } from './selection.ts'
import { TextFilter } from './TextFilter.tsx'
import { useExport } from './use-export.ts'
import { WithKnown } from './WithKnown.tsx'
import './list.css'

/** How the parts of the page change the address. `replace` for what is still being typed. */
export type Go = (state: ListState, history?: 'push' | 'replace') => void

/** The list of entities. What it shows is in the address; what is ticked and previewed is of the moment. */
export function CatalogPage() {
  const t = useText()
  // Several parts of the page name kinds; none should be the first to ask.
  useReadAhead(kinds)
  const { shown, wanted, go: goTo } = useAddress()
  const state = read(wanted)
  const shownState = read(shown)
  const selection = useSelection()
  const [previewed, setPreviewed] = useState<string>()
  const exporting = useExport()
  const closePreview = () => {
    // Back to where it was opened from.
    document.querySelector<HTMLElement>('.cat-table tr[data-previewed="true"] th a')?.focus()
    setPreviewed(undefined)
  }
  const go: Go = (next, history) => goTo(writeListState(next), history)

  return (
    <>
      <PageHeading
        title={t('list.title', 'Catalog')}
        actions={
          <Boundary title={t('list.filters', 'Filters')} loading={null}>
            <SaveView state={state} />
            <span className="cat-wide">
              <ColumnMenu state={state} go={go} />
              <DensitySwitch />
            </span>
            <WithKnown state={shownState}>
              {(known) => (
                <ExportMenu
                  label={t('export', 'Export')}
                  onFormat={(format) => void exporting.run(format, wholeList(shownState, known))}
                />
              )}
            </WithKnown>
          </Boundary>
        }
      />
      <Boundary title={t('views', 'Saved views')} loading={null}>
        <ViewTabs state={state} />
      </Boundary>
      <Boundary title={t('list.kinds', 'Kinds')} loading={<div className="cat-kinds" />}>
        <KindSwitch state={state} />
      </Boundary>
      <div className="cat-toolbar">
        <TextFilter text={state.text} onChange={(text) => go(changed(state, { text }), 'replace')} />
        <ScopeSwitch state={state} go={go} />
        <Boundary title={t('list.filters', 'Filters')} loading={null} resetOn={shown}>
          <WithKnown state={shownState}>
            {(known) => (
              <>
                <FilterBar state={shownState} current={state} known={known} go={go} />
                <FilterChips state={shownState} current={state} known={known} go={go} />
              </>
            )}
          </WithKnown>
        </Boundary>
      </div>
      <ExportProgress {...exporting} />
      <BulkBar
        selection={selection}
        onExport={(format) => void exporting.run(format, { query: anyOf(selection.entities.map(refOf)) })}
      />
      <div className="cat-list" data-preview={previewed !== undefined}>
        <div>
          <Boundary title={t('list.entities', 'Entities')} loading={<Loading lines={14} />} resetOn={shown}>
            <WithKnown state={shownState}>
              {(known) => (
                <EntityTable
                  state={shownState}
                  known={known}
                  isStale={shown !== wanted}
                  selection={selection}
                  previewed={previewed}
                  onPreview={setPreviewed}
                  go={go}
                />
              )}
            </WithKnown>
          </Boundary>
        </div>
        {previewed !== undefined && <PreviewPane entityRef={previewed} onClose={closePreview} />}
      </div>
    </>
  )
}

const read = (address: string) => parseListState(new URLSearchParams(address))
