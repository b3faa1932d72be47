import { type EntityCardProps, Icon, KindIcon, Link, useLanguageTag, useRead, useText } from '@callboard/web'
import { entityFacetsByPredicate } from '../../model/routes-read.ts'
import { byFamiliarity, useKindWords } from '../kind-words.ts'
import { relatedRefs } from './RelatedTable.tsx'

/** How much of each kind a group or a person owns; a person also owns what their groups do. */
export function OwnershipCard({ entity }: EntityCardProps) {
  const t = useText()
  const language = useLanguageTag()
  const wordsOf = useKindWords()
  const owners = [entity.ref, ...relatedRefs(entity, 'memberOf')]
  const query = { 'relations.ownedBy': { $in: owners } }
  const { facets } = useRead(entityFacetsByPredicate, { body: { facets: ['kind'], query } })
  const counts = (facets.kind ?? []).toSorted((one, other) => byFamiliarity(one.value, other.value))
  if (counts.length === 0) return <p className="cb-muted">{t('ownership.none', 'Nothing is owned here.')}</p>
  return (
    <ul className="cat-owned">
      {counts.map(({ value, count }) => {
        const { plural, icon } = wordsOf(value)
        const search = new URLSearchParams([['kind', value.toLowerCase()], ...owners.map((owner) => ['owner', owner])])
        return (
          <li key={value}>
            <Link to={`/catalog?${search}`}>
              <strong>{new Intl.NumberFormat(language).format(count)}</strong>
              <span className="cat-owned-kind">
                {icon ? <Icon name={icon} /> : <KindIcon kind={value} />}
                {plural}
              </span>
            </Link>
          </li>
        )
      })}
    </ul>
  )
}
