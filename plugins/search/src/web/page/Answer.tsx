import { Icon, Link, useRead, useText } from '@callboard/web'
import { query } from '../../model/routes.ts'
import { useShownTypes, wholeType } from '../result-types.ts'
import { changed, questionOf, type SearchState, searchPath } from '../search-state.ts'
import { FacetDrawer, Facets } from './Facets.tsx'
import { Hits } from './Hits.tsx'
import { NothingFound } from './NothingFound.tsx'
import { Pager } from './Pager.tsx'
import type { Go } from './SearchPage.tsx'
import { TypeSwitch } from './TypeSwitch.tsx'

/** What an {@link Answer} shows. */
export interface AnswerProps {
  /** What is read; lags behind while the next is on its way. */
  state: SearchState
  /** What the address says now. */
  current: SearchState
  go: Go
}

/** What was found, and how to narrow it. */
export function Answer({ state, current, go }: AnswerProps) {
  const t = useText()
  const shown = useShownTypes()
  const fields = facetsOf(state, shown)
  const question = questionOf(state, ['type', ...fields.map(({ field }) => field)])
  const answer = useRead(query, { query: question })
  const { results, numberOfResults = results.length, didYouMean, warnings = [] } = answer
  const facets = { fields, question, state, current, go }
  const hasFacets = fields.length > 0 && (results.length > 0 || state.filters.size > 0)
  return (
    <>
      <TypeSwitch state={state} question={question} />
      <div className="search-answer" data-facets={hasFacets}>
        {hasFacets && <Facets {...facets} />}
        <div className="search-found">
          {hasFacets && <FacetDrawer {...facets} />}
          <p className={results.length === 0 ? 'cb-visually-hidden' : 'cb-muted'} role="status">
            {t('answer.count', '{count, plural, one {# result} other {# results}}', { count: numberOfResults })}
          </p>
          {didYouMean !== undefined && (
            <p className="search-meant">
              {t('answer.meant', 'Did you mean')}{' '}
              <Link className="cb-link" to={searchPath(changed(state, { term: didYouMean }))}>
                {didYouMean}
              </Link>
            </p>
          )}
          {warnings.map((warning) => (
            <p key={warning} className="search-warning">
              <Icon name="alert" />
              {warning}
            </p>
          ))}
          {results.length === 0 ? (
            <NothingFound state={state} />
          ) : (
            <>
              <Hits results={results} state={state} />
              <Pager answer={answer} state={state} go={go} />
            </>
          )}
        </div>
      </div>
    </>
  )
}

/** Fields that the chosen types may be filtered by, each once; and those that the address filters by. */
function facetsOf({ types, filters }: SearchState, shown: ReturnType<typeof useShownTypes>) {
  const known = types.flatMap((type) => {
    const { extension, pluginId } = wholeType(shown, type)
    return (extension?.facets ?? []).map(({ field, title }) => ({ field, title, id: extension?.id, pluginId }))
  })
  const others = [...filters.keys()].map((field) => ({ field, title: field, id: undefined, pluginId: undefined }))
  return [...known, ...others].filter(({ field }, place, all) => all.findIndex((one) => one.field === field) === place)
}
