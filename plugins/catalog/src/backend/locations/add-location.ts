import type { CoreServices, Credentials } from '@callboard/kernel'
import { type Entity, isScriptUrl } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { Engine } from '../ingest/engine.ts'
import { refreshEntity } from '../ingest/refresh.ts'
import { type Access, knownTo } from '../read/access.ts'
import type { Reader } from '../read/reader.ts'
import { isStorable } from '../read/resolve.ts'
import { type DryRunOptions, dryRun } from './dry-run.ts'
import { generatedLocation, generatedName, type LocationSpec } from './generated-location.ts'
import type { LocationStore, RegisteredLocation } from './location-store.ts'
import { isLocationVisible } from './visible-locations.ts'

/** What registering a location needs. */
export interface AddServices extends Pick<CoreServices, 'permissions' | 'db'> {
  store: LocationStore
  reader: Reader
  engine: Engine
  dryRun: DryRunOptions
  isReadonly: boolean
}

/** What a location would give. */
export interface TriedLocation {
  /** Whether it is registered already, as far as the caller may know. */
  exists: boolean
  location: RegisteredLocation
  entities: Entity[]
}

/** Types that may be registered through the API. */
const allowedTypes = ['url']

/**
 * Registers a location.
 *
 * @param how - `onConflict` says what becomes of one that is registered already.
 */
export async function registerLocation(
  location: LocationSpec,
  how: { onConflict: 'reject' | 'refresh'; credentials: Credentials },
  services: AddServices,
): Promise<RegisteredLocation> {
  const { permissions, store, db, engine, isReadonly } = services
  checkLocation(location)
  const taken = await takenBy(location, await knownTo(permissions, how.credentials), services)
  if (isReadonly) throw errors.readonly({})
  if (taken.by === 'others') throw errors.locationTaken({ target: location.target })
  const existing = how.onConflict === 'refresh' ? await store.find(location) : undefined
  if (!existing) return store.create(location)
  await refreshEntity(existing.entityRef, { db, engine })
  return existing
}

/**
 * Tells what a location would give, without registering it.
 *
 * @throws `catalog/dry-run-failed`
 */
export async function tryOutLocation(
  location: LocationSpec,
  credentials: Credentials,
  services: AddServices,
): Promise<TriedLocation> {
  checkLocation(location)
  const taken = await takenBy(location, await knownTo(services.permissions, credentials), services)
  const { entities, problems } = await dryRun(generatedLocation(location).entity, services.dryRun)
  const wrong = problems.filter((problem) => problem.level === 'error')
  if (wrong.length > 0) {
    const reasons = wrong.map(
      ({ message, file, line }) => `${message}${file ? ` (${file}${line ? `:${line}` : ''})` : ''}`,
    )
    throw errors.dryRunFailed({ reasons: reasons.join('; '), problems: wrong })
  }
  const { type, target } = location
  return {
    exists: taken.by === 'known',
    location: { type, target, id: `${type}:${target}`, entityRef: `location:default/${generatedName(location)}` },
    entities,
  }
}

/** @throws `catalog/invalid-location`, `catalog/location-type-not-allowed` */
export function checkLocation({ type, target }: { type: string; target: string }): void {
  if (!isStorable(type + target)) {
    const reason = 'it holds a NUL character or half of a surrogate pair.'
    throw errors.invalidLocation({ target: target.toWellFormed(), reason })
  }
  if (!allowedTypes.includes(type)) throw errors.locationTypeNotAllowed({ type, allowed: allowedTypes.join(', ') })
  if (isScriptUrl(target) || !URL.canParse(target)) {
    throw errors.invalidLocation({ target, reason: 'it is not an absolute http or https URL.' })
  }
  const { protocol } = new URL(target)
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw errors.invalidLocation({ target, reason: `${protocol} addresses cannot be read; use http or https.` })
  }
}

/** Whether a place is registered already: at all, and as a location that the caller may know of. */
export async function takenBy(
  place: { type: string; target: string },
  access: Access,
  { store, reader }: AddServices,
): Promise<{ by: 'nobody' } | { by: 'known' | 'others'; id: string }> {
  const existing = await store.find(place)
  if (!existing) return { by: 'nobody' }
  return { by: (await isLocationVisible(reader, existing, access)) ? 'known' : 'others', id: existing.id }
}
