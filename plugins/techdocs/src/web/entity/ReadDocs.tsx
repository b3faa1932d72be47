import { type EntityCardProps, Icon, Link, useText } from '@callboard/web'
import { docsEntityAnnotation, docsRefAnnotation } from '../../model/index.ts'
import { pageHref, readerBaseOf } from '../docs-place.ts'
import { docsTargetOf } from '../docs-target.ts'

/** Leads from an entity to its docs. */
export function ReadDocs({ entity }: EntityCardProps) {
  const t = useText()
  const { entityRef = entity.ref, landing } = docsTargetOf(entity)
  return (
    <Link className="cb-button" to={pageHref({ base: readerBaseOf(entityRef), version: undefined }, landing)}>
      <Icon name="docs" />
      {t('view-docs', 'View docs')}
    </Link>
  )
}

/** The same for entities whose docs are another's; those that have both annotations have the button above. */
export function ReadOtherDocs({ entity }: EntityCardProps) {
  const { [docsRefAnnotation]: own, [docsEntityAnnotation]: other } = entity.metadata.annotations ?? {}
  return own === undefined && other !== undefined ? <ReadDocs entity={entity} /> : null
}
