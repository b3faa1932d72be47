import type { SearchResultProps } from '@callboard/web'
import './search.css'

/** An operation, a channel or a type of an API among the results of the search, and whose it is. */
export const ApiPartHit = ({ document, text }: SearchResultProps) => (
  <>
    {document.text !== '' && <p className="cat-hit-text">{text}</p>}
    <p className="cat-hit-facts">
      <span>{[document.entityTitle, document.componentType].filter(Boolean).join(' · ')}</span>
    </p>
  </>
)
