import { basicPermission, catalogEntityResource, entityRules, resourcePermission } from '@callboard/model'
import type { Vocabulary } from './vocabulary.ts'

const readEntity = resourcePermission('catalog.entity.read', catalogEntityResource, 'read')
const deleteEntity = resourcePermission('catalog.entity.delete', catalogEntityResource, 'delete')
const refreshEntity = resourcePermission('catalog.entity.refresh', catalogEntityResource, 'update')
const readLocation = basicPermission('catalog.location.read', 'read')
const analyze = basicPermission('catalog.location.analyze')
const useTool = resourcePermission('tools.tool.use', 'tool')
const ownerless = resourcePermission('old.thing.read', 'thing-of-nobody', 'read')

/** Permissions for tests, by short names. */
export const permissions = { readEntity, deleteEntity, refreshEntity, readLocation, analyze, useTool, ownerless }

/** A vocabulary of two plugins: the catalog's entities, and tools whose one rule is `IS_SHARP`. */
export const testVocabulary: Vocabulary = {
  permissions: new Map(
    Object.values(permissions).map((permission) => [
      permission.name,
      { pluginId: permission.name.startsWith('tools') ? 'tools' : 'catalog', permission },
    ]),
  ),
  resourceTypes: new Map([
    [
      catalogEntityResource,
      {
        pluginId: 'catalog',
        resourceType: catalogEntityResource,
        rules: new Map(entityRules.map((rule) => [rule.name, rule])),
      },
    ],
    [
      'tool',
      {
        pluginId: 'tools',
        resourceType: 'tool',
        rules: new Map([['IS_SHARP', { name: 'IS_SHARP', description: 'It cuts.' }]]),
      },
    ],
  ]),
}
