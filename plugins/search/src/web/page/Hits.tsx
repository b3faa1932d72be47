import { ExtensionBoundary, Icon, Link, Marked, SafeLink, type TextPiece, useShortcutOn, useText } from '@callboard/web'
import type { ReactNode } from 'react'
import type { SearchResult } from '../../model/routes.ts'
import { piecesOf } from '../marked-pieces.ts'
import { rememberSearch } from '../recent-searches.ts'
import { iconOf, type ShownType, shownAs, useShownTypes } from '../result-types.ts'
import type { SearchState } from '../search-state.ts'
import { hitKeys } from './hit-keys.ts'

/** What {@link Hits} show. */
export interface HitsProps {
  results: readonly SearchResult[]
  state: SearchState
}

/** The hits of a page, the best first. */
export function Hits({ results, state }: HitsProps) {
  const t = useText()
  const shown = useShownTypes()
  const areKeysOn = useShortcutOn('results')
  const isAlike = results.every(({ type }) => type === results[0]?.type)
  return (
    <ol
      className="search-hits"
      aria-label={t('hits.label', 'Results')}
      onKeyDown={areKeysOn ? hitKeys : undefined}
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a')) rememberSearch(state.term)
      }}
    >
      {results.map((result) => (
        <li key={`${result.type} ${result.document.location}`} data-hit={result.rank}>
          <Hit result={result} as={shownAs(shown, result.type, result.document)} isAlike={isAlike} />
        </li>
      ))}
    </ol>
  )
}

interface HitProps {
  result: SearchResult
  as: ShownType
  /** Whether all hits are of one type: then only exceptions are called by it. */
  isAlike: boolean
}

function Hit({ result, as, isAlike }: HitProps) {
  const { document, highlight } = result
  const title = <Marked pieces={piecesOf(document.title, 'title', highlight)} />
  const text = <Marked pieces={shortened(piecesOf(document.text, 'text', highlight))} />
  const plain = <p className="search-text">{text}</p>
  const Below = as.extension?.component
  return (
    <>
      <h2>
        <Icon name={iconOf(as, document)} />
        <HitLink to={document.location}>{title}</HitLink>
        {(!isAlike || as.extension?.when) && <span className="search-kind">{as.title}</span>}
      </h2>
      {Below && as.key !== undefined && as.pluginId !== undefined ? (
        <ExtensionBoundary pluginId={as.pluginId} extensionKey={as.key} title={as.title} loading={plain} failed={plain}>
          <Below document={document} title={title} text={text} />
        </ExtensionBoundary>
      ) : (
        document.text !== '' && plain
      )}
    </>
  )
}

function HitLink({ to, children }: { to: string; children: ReactNode }) {
  return to.startsWith('/') && !to.startsWith('//') ? (
    <Link to={to}>{children}</Link>
  ) : (
    <SafeLink href={to}>{children}</SafeLink>
  )
}

/** What several lines have room for; the page need not carry more. */
const mostCharacters = 600

function shortened(pieces: readonly TextPiece[]): TextPiece[] {
  let left = mostCharacters
  return pieces.flatMap(({ text, isMatch }) => {
    if (left <= 0) return []
    const shown = text.length > left ? `${text.slice(0, left)}…` : text
    left -= text.length
    return [{ text: shown, isMatch }]
  })
}
