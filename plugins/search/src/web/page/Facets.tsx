import { Button, Modal, useLanguageTag, useRead, useText, useTextsOf } from '@callboard/web'
import { useState } from 'react'
import { query } from '../../model/routes.ts'
import { changed, filtered, questionOf, type SearchState } from '../search-state.ts'
import type { Go } from './SearchPage.tsx'

/** A field to filter by, and who calls it so. */
interface FacetField {
  field: string
  title: string
  /** Of the result type; undefined for a field that only the address knows. */
  id: string | undefined
  pluginId: string | undefined
}

/** What {@link Facets} offer. */
export interface FacetsProps {
  fields: readonly FacetField[]
  /** What the page asks. Whoever asks the same shares the answer. */
  question: Record<string, string>
  state: SearchState
  /** What the address says now: ticks follow it at once. */
  current: SearchState
  go: Go
}

/** Fields with the values there are, to tick. Several values of one field mean any of them. */
export function Facets(props: FacetsProps) {
  const t = useText()
  return (
    <aside className="search-facets" aria-label={t('facets.label', 'Filters')}>
      <FacetList {...props} />
    </aside>
  )
}

/** A button that opens the filters in a dialog, where there is no room beside the results. */
export function FacetDrawer(props: FacetsProps) {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  const chosen = [...props.current.filters.values()].flat().length
  const title = t('facets.label', 'Filters')
  return (
    <div className="search-drawer">
      <Button icon="list" onPress={() => setOpen(true)}>
        {title}
        {chosen > 0 && <span className="search-number">{chosen}</span>}
      </Button>
      {isOpen && (
        <Modal title={title} onClose={() => setOpen(false)}>
          <FacetList {...props} />
          <p className="search-drawer-end">
            <Button look="primary" onPress={() => setOpen(false)}>
              {t('facets.show', 'Show results')}
            </Button>
          </p>
        </Modal>
      )}
    </div>
  )
}

function FacetList(props: FacetsProps) {
  const t = useText()
  const { fields, current, go } = props
  return (
    <>
      {fields.map((field) => (
        <Facet key={field.field} of={field} {...props} />
      ))}
      {current.filters.size > 0 && (
        <Button icon="close" onPress={() => go(changed(current, { filters: new Map() }))}>
          {t('facets.clear', 'Clear filters')}
        </Button>
      )}
    </>
  )
}

/** As many as are looked through at once; the others come with a press. */
const shownValues = 6

function Facet({ of: { field, title, id, pluginId }, question, state, current, go }: FacetsProps & { of: FacetField }) {
  const t = useText()
  const textsOf = useTextsOf()
  const language = useLanguageTag()
  const [isWhole, setWhole] = useState(false)
  const chosen = current.filters.get(field) ?? []
  const values = useValues({ field, question, state, chosen })
  if (values.length === 0) return null
  const told = pluginId === undefined ? title : textsOf(pluginId)(`search-result-type.${id}.${field}`, title)
  const shown = isWhole ? values : values.filter(({ value }, place) => place < shownValues || chosen.includes(value))
  const toggle = (value: string) =>
    go(filtered(current, field, chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]))
  return (
    <fieldset className="search-facet">
      <legend>{told}</legend>
      <ul>
        {shown.map(({ value, count }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
              <span>{value}</span>
              <span className="search-number">{new Intl.NumberFormat(language).format(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length < values.length && (
        <Button look="quiet" onPress={() => setWhole(true)}>
          {t('facets.more', '{count} more', { count: values.length - shown.length })}
        </Button>
      )}
    </fieldset>
  )
}

interface ValuesOf extends Pick<FacetsProps, 'question' | 'state'> {
  field: string
  chosen: readonly string[]
}

/** The values of a field. One with a choice of its own also counts what else could be chosen. */
function useValues({ field, question, state, chosen }: ValuesOf) {
  const { facets } = useRead(query, {
    query: state.filters.has(field) ? { ...questionOf(filtered(state, field, []), [field]), pageLimit: '1' } : question,
  })
  const values = (facets?.[field] ?? []).filter(({ value }) => value !== '')
  const missing = chosen.filter((value) => !values.some((one) => one.value === value))
  return [...values, ...missing.map((value) => ({ value, count: 0 }))]
}
