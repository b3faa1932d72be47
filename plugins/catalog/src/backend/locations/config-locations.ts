import { resolve } from 'node:path'
import type { EntityProvider } from '../../model/services.ts'
import { generatedLocation, type LocationSpec } from './generated-location.ts'

/** One entry of `catalog.locations`. */
export interface ConfiguredLocation extends LocationSpec {
  rules?: { allow: string[] }[]
}

/** Makes the file targets of `catalog.locations` absolute: they are relative to the folder the portal was started in. */
export const absoluteLocations = (locations: ConfiguredLocation[], baseDir: string): ConfiguredLocation[] =>
  locations.map((location) =>
    location.type === 'file' ? { ...location, target: resolve(baseDir, location.target) } : location,
  )

/**
 * Gives the locations of the config to the catalog; they cannot be removed through the API (spec/catalog.md 3.2).
 *
 * @param locations - With absolute file targets.
 */
export const configLocationProvider = (locations: ConfiguredLocation[]): EntityProvider => ({
  name: 'ConfigLocationProvider',
  connect: (connection) =>
    connection.applyMutation({ type: 'full', entities: locations.map((location) => generatedLocation(location)) }),
})
