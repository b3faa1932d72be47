import { parseEntityRef } from '@callboard/model'
import { ActionButton, defineAction, type EntityWithRef, useFind, useNavigate, useText } from '@callboard/web'
import { useMemo } from 'react'
import { catalogEntityDelete, catalogLocationDelete } from '../../model/permissions.ts'
import { deleteByUid, getLocationByEntity, removeLocation } from '../../model/routes-write.ts'
import { useEntityPage } from '../api.ts'

/** Unregisters the location that an entity comes from, or says why that cannot be done here. */
export function Unregister({ entity }: { entity: EntityWithRef }) {
  const { kind, namespace, name } = parseEntityRef(entity.ref)
  const location = useFind(getLocationByEntity, { params: { kind, namespace, name } })
  return location ? (
    <Registered entity={entity} location={location} />
  ) : (
    <ActionButton action={cannot} subject={entity} />
  )
}

const cannot = defineAction<EntityWithRef>({
  id: 'catalog.unregister',
  label: 'Unregister',
  disabledReason: (_, t) =>
    t(
      'action.catalog.unregister.config',
      'It comes from the configuration of this portal or from a provider, and is taken out there.',
    ),
  run: () => undefined,
})

interface Location {
  id: string
  type: string
  target: string
}

function Registered({ entity, location }: { entity: EntityWithRef; location: Location }) {
  const navigate = useNavigate()
  const { totalItems: count } = useEntityPage({
    query: { 'metadata.annotations.backstage.io/managed-by-origin-location': `${location.type}:${location.target}` },
    fields: ['kind'],
    limit: 0,
  })
  const action = useMemo(
    () =>
      defineAction<EntityWithRef>({
        id: 'catalog.unregister',
        label: 'Unregister',
        allow: catalogLocationDelete,
        confirm: (_, t) =>
          t(
            'action.catalog.unregister.question',
            'Unregister {target}? {count, plural, one {# entity that comes from it leaves} other {# entities that come from it leave}} the catalog. The files stay; the location can be registered again.',
            { target: location.target, count },
          ),
        run: async (_, { send }) => {
          await send(removeLocation, { params: { id: location.id } })
          navigate('/catalog')
        },
        done: (_, t) =>
          t('action.catalog.unregister.done', '{target} is not registered any more.', { target: location.target }),
      }),
    [location.id, location.target, count, navigate],
  )
  return <ActionButton action={action} subject={entity} />
}

/** Says that nothing gives an entity any more, and lets it be deleted. */
export function OrphanNotice({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const navigate = useNavigate()
  const action = useMemo(
    () =>
      defineAction<EntityWithRef>({
        id: 'catalog.delete',
        label: 'Delete',
        allow: catalogEntityDelete,
        confirm: ({ ref }, t) => t('action.catalog.delete.question', 'Delete {ref} from the catalog?', { ref }),
        run: async ({ metadata }, { send }) => {
          await send(deleteByUid, { params: { uid: metadata.uid ?? '' } })
          navigate('/catalog')
        },
        done: ({ ref }, t) => t('action.catalog.delete.done', '{ref} is deleted.', { ref }),
      }),
    [navigate],
  )
  return (
    <div className="cat-orphan">
      <p>{t('orphan.why', 'No source gives this entity any more. What is shown is what was last read.')}</p>
      <ActionButton action={action} subject={entity} />
    </div>
  )
}
