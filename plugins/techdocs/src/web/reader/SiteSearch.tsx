import { Icon, useCall, useDraftText, useNavigate, useText } from '@callboard/web'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { DocsSite } from '../../model/index.ts'
import { type DocsPlace, readerBaseOf } from '../docs-place.ts'
import { Marked } from '../search/Marked.tsx'
import { searchSite, siteQuery } from '../search/site-query.ts'

/** Finds pages, and parts of pages, of one site. */
export function SiteSearch({ place, site }: { place: DocsPlace; site: DocsSite }) {
  const t = useText()
  const navigate = useNavigate()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [term, setTerm] = useState('')
  const [draft, setDraft] = useDraftText(term, setTerm)
  const [isOpen, setOpen] = useState(false)
  const [marked, setMarked] = useState(0)
  const answer = useSiteResults(site.entityRef, term.trim())
  const results = answer.results.map((result) => ({ ...result, to: toPlace(result.document.location, place, site) }))
  const isShown = isOpen && draft.trim() !== ''

  function go(to: string | undefined) {
    if (to === undefined) return
    setOpen(false)
    setDraft('')
    input.current?.blur()
    void navigate(to)
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'Escape') return setOpen(false)
    if (event.key === 'Enter' && isShown) return go(results[marked]?.to)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || results.length === 0) return
    event.preventDefault()
    setOpen(true)
    const next = (marked + step + results.length) % results.length
    setMarked(next)
    document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <search className="td-search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        role="combobox"
        aria-expanded={isShown}
        aria-controls={`${id}-results`}
        aria-activedescendant={isShown && results[marked] ? `${id}-${marked}` : undefined}
        aria-autocomplete="list"
        aria-label={t('search', 'Search {site}', { site: site.name })}
        placeholder={t('search.placeholder', 'Search these docs')}
        value={draft}
        onChange={({ target }) => {
          setDraft(target.value)
          setMarked(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isShown && (
        <div className="td-results">
          <p role="status">{statusOf(answer.state, results.length)}</p>
          {/* The pointer must not take the focus away before its press has counted. */}
          <div
            id={`${id}-results`}
            role="listbox"
            aria-label={t('search.results', 'Results')}
            onMouseDown={(event) => event.preventDefault()}
          >
            {results.map(({ document: found, highlight, to }, position) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field has the focus, takes the keys, and names the marked option
              <div
                key={found.location}
                id={`${id}-${position}`}
                role="option"
                aria-selected={position === marked}
                onClick={() => go(to)}
                onMouseMove={() => setMarked(position)}
              >
                <strong>
                  <Marked text={found.title} highlight={highlight} field="title" />
                </strong>
                <span>
                  <Marked text={found.text} highlight={highlight} field="text" />
                </span>
              </div>
            ))}
          </div>
        </div>
      )}
    </search>
  )

  function statusOf(state: 'searching' | 'failed' | 'settled', count: number): string {
    if (state === 'failed') return t('search.failed', 'The search does not answer. Try again in a while.')
    if (state === 'searching' && count === 0) return t('search.running', 'Searching')
    return t('search.count', '{count, plural, =0 {Nothing found in these docs} one {# result} other {# results}}', {
      count,
    })
  }
}

function useSiteResults(entityRef: string, term: string) {
  const call = useCall()
  const { data, isError, isFetching } = useQuery({
    queryKey: ['search', 'docs-of', entityRef, term],
    enabled: term !== '',
    placeholderData: keepPreviousData,
    queryFn: () => call(searchSite, { plugin: 'search', query: siteQuery(entityRef, term) }),
  })
  const state: 'searching' | 'failed' | 'settled' = isError ? 'failed' : isFetching ? 'searching' : 'settled'
  return { results: term === '' ? [] : (data?.results ?? []), state }
}

/** What is found leads to the site's own reader; here it leads to where the site is being read. */
function toPlace(location: string, place: DocsPlace, site: DocsSite): string {
  const own = readerBaseOf(site.entityRef)
  return location.startsWith(`${own}/`) ? `${place.base}${location.slice(own.length)}` : location
}
