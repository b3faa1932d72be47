import { type EntityCardProps, useText } from '@callboard/web'
import { byFamiliarity, useKindWords } from '../kind-words.ts'
import { kindOfRef, RelatedTable, relatedRefs } from './RelatedTable.tsx'

/** What the entity consists of, a table for each kind. */
export function PartsCard({ entity }: EntityCardProps) {
  const t = useText()
  const wordsOf = useKindWords()
  const byKind = Map.groupBy(relatedRefs(entity, 'hasPart'), kindOfRef)
  const title = (kind: string) =>
    kind === entity.kind.toLowerCase() && kind === 'component'
      ? t('parts.subcomponents', 'Subcomponents')
      : kind === 'domain'
        ? t('parts.subdomains', 'Subdomains')
        : wordsOf(kind).plural
  return [...byKind]
    .sort(([one], [other]) => byFamiliarity(one, other))
    .map(([kind, refs]) => <RelatedTable key={kind} title={title(kind)} refs={refs} />)
}
