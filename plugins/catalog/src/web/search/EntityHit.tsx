import { parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { EntityLink, type SearchResultProps, Tag, useText } from '@callboard/web'
import './search.css'

/** An entity among the results of the search: what it is, whose, and what is said about it. */
export function EntityHit({ document, text }: SearchResultProps) {
  const t = useText()
  const { kind, componentType, lifecycle, owner, namespace } = document
  const ownerRef = typeof owner === 'string' ? refOf(owner, String(namespace ?? 'default')) : undefined
  return (
    <>
      {document.text !== '' && <p className="cat-hit-text">{text}</p>}
      <p className="cat-hit-facts">
        <span>{[kind, componentType !== 'other' && componentType].filter(Boolean).join(' · ')}</span>
        {ownerRef !== undefined && (
          <span className="cat-hit-owner">
            {t('filter.owner', 'Owner')} <EntityLink entityRef={ownerRef} />
          </span>
        )}
        {typeof lifecycle === 'string' && lifecycle !== '' && <Tag>{lifecycle}</Tag>}
      </p>
    </>
  )
}

/** The owner as its file has it: a group of the same namespace unless it says otherwise. */
function refOf(owner: string, namespace: string): string | undefined {
  try {
    return stringifyEntityRef(parseEntityRef(owner, { defaultKind: 'group', defaultNamespace: namespace }))
  } catch {
    // Somebody's text, and no ref.
    return undefined
  }
}
