import type { Entity } from '@callboard/model'
import { recordOf } from './form/split-hints.ts'

/** What people call an entity: its title, a person's or group's display name, or else its name. */
export function titleOf({ metadata, spec }: Entity): string {
  const { displayName } = recordOf(spec?.profile)
  return metadata.title || (typeof displayName === 'string' && displayName) || metadata.name
}
