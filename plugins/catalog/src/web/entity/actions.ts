import { defineAction, type EntityWithRef } from '@callboard/web'
import { catalogEntityRefresh } from '../../model/permissions.ts'
import { refresh } from '../../model/routes-write.ts'

/** Has an entity read again from its source, now rather than soon. */
export const refreshEntity = defineAction<EntityWithRef>({
  id: 'catalog.refresh',
  label: 'Refresh',
  icon: 'refresh',
  allow: catalogEntityRefresh,
  run: (entity, { send }) => send(refresh, { body: { entityRef: entity.ref } }),
  done: ({ ref }, t) => t('action.catalog.refresh.done', '{ref} is being read again from its source.', { ref }),
})
