import { type EntityCardProps, useText } from '@callboard/web'
import { RelatedTable, relatedRefs } from './RelatedTable.tsx'

/** Who provides an API, and who consumes it. */
export function ApiUsersCard({ entity }: EntityCardProps) {
  const t = useText()
  return (
    <>
      <RelatedTable
        title={t('api.providers', 'Providers')}
        refs={relatedRefs(entity, 'apiProvidedBy')}
        empty={t('api.providers.none', 'No component says that it provides this API.')}
      />
      <RelatedTable
        title={t('api.consumers', 'Consumers')}
        refs={relatedRefs(entity, 'apiConsumedBy')}
        empty={t('api.consumers.none', 'No component says that it consumes this API.')}
      />
    </>
  )
}
