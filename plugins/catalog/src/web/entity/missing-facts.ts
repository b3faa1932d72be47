import type { Entity } from '@callboard/model'
import type { Text } from '@callboard/web'
import { specText } from '../entity-names.ts'

const owned = ['component', 'api', 'resource', 'system', 'domain', 'template']
const inSystems = ['component', 'api', 'resource']
/** People and places need no description; what stands for itself does. */
const undescribed = ['user', 'location']

/** What people look for and the entity's file does not say, a sentence each. */
export function missingFacts(entity: Entity, t: Text): string[] {
  const kind = entity.kind.toLowerCase()
  return [
    owned.includes(kind) && !specText(entity, 'owner') && t('todo.owner', 'Say who owns it (spec.owner).'),
    !undescribed.includes(kind) &&
      !entity.metadata.description &&
      t('todo.description', 'Describe it in a sentence (metadata.description).'),
    inSystems.includes(kind) &&
      !specText(entity, 'system') &&
      t('todo.system', 'Say which system it belongs to (spec.system).'),
  ].filter((text) => text !== false)
}
