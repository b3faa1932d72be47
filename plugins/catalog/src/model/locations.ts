import { type Entity, service } from '@callboard/model'
import type { AskedBy } from './entities.ts'

/** Registers places to read entities from, with the permissions of whoever asks. */
export interface Locations {
  /**
   * Registers a URL; one that is registered already is read again.
   *
   * @throws `permission/denied`, `catalog/invalid-location`, `catalog/location-taken`, `catalog/readonly`
   */
  register(target: string, by: AskedBy): Promise<void>
  /**
   * The entities that a URL would give, as they would be served, without registering it.
   *
   * @throws `permission/denied`, `catalog/invalid-location`, `catalog/dry-run-failed`
   */
  tryOut(target: string, by: AskedBy): Promise<Entity[]>
}

/** The catalog's own token; `use: { locations }`. */
export const locations = service<Locations>('catalog.locations', 'Registers places to read entities from.')
