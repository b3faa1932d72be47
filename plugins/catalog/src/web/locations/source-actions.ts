import { defineAction } from '@callboard/web'
import { catalogLocationCreate } from '../../model/permissions.ts'
import { refreshSource } from '../../model/routes-insight.ts'

/** Has a source read again now, rather than when it is due. */
export const readSourceAgain = defineAction<{ id: number; name: string }>({
  id: 'catalog.read-source-again',
  label: 'Read again',
  icon: 'refresh',
  allow: catalogLocationCreate,
  run: ({ id }, { send }) => send(refreshSource, { params: { id: String(id) } }),
  done: ({ name }, t) => t('action.catalog.read-source-again.done', '{name} is being read again.', { name }),
})
