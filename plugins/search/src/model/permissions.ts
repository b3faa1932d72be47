import type { Permission } from '@callboard/model'

/** To see how the index stands, and what people do not find. */
export const readSearchIndex: Permission = {
  type: 'basic',
  name: 'search.index.read',
  attributes: { action: 'read' },
}

/** To index again. */
export const runSearchIndex: Permission = {
  type: 'basic',
  name: 'search.index.run',
  attributes: { action: 'update' },
}

export const searchPermissions = [readSearchIndex, runSearchIndex]
