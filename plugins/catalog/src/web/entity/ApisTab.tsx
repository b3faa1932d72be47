import { type EntityTabProps, useText } from '@callboard/web'
import { RelatedTable, relatedRefs } from './RelatedTable.tsx'

/** The APIs that the entity provides and consumes. */
export function ApisTab({ entity }: EntityTabProps) {
  const t = useText()
  return (
    <div className="cat-main">
      <RelatedTable
        title={t('apis.provided', 'Provided APIs')}
        refs={relatedRefs(entity, 'providesApi')}
        empty={t('apis.provided.none', 'It provides no API.')}
      />
      <RelatedTable
        title={t('apis.consumed', 'Consumed APIs')}
        refs={relatedRefs(entity, 'consumesApi')}
        empty={t('apis.consumed.none', 'It consumes no API.')}
      />
    </div>
  )
}
