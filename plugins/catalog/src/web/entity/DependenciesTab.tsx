import { type EntityTabProps, useText } from '@callboard/web'
import { kindOfRef, RelatedTable, relatedRefs } from './RelatedTable.tsx'

/** What the entity needs, and what needs it. */
export function DependenciesTab({ entity }: EntityTabProps) {
  const t = useText()
  const needs = relatedRefs(entity, 'dependsOn')
  const isOf = (kind: string) => (ref: string) => kindOfRef(ref) === kind
  const isOther = (ref: string) => !['component', 'resource'].includes(kindOfRef(ref))
  return (
    <div className="cat-main">
      <RelatedTable
        title={t('dependencies.components', 'Depends on components')}
        refs={needs.filter(isOf('component'))}
        empty={t('dependencies.components.none', 'It depends on no component.')}
      />
      <RelatedTable
        title={t('dependencies.resources', 'Depends on resources')}
        refs={needs.filter(isOf('resource'))}
        empty={t('dependencies.resources.none', 'It depends on no resource.')}
      />
      <RelatedTable title={t('dependencies.others', 'Depends on')} refs={needs.filter(isOther)} />
      <RelatedTable
        title={t('dependencies.dependents', 'Needed by')}
        refs={relatedRefs(entity, 'dependencyOf')}
        empty={t('dependencies.dependents.none', 'Nothing says that it depends on this.')}
      />
    </div>
  )
}
