import type { CoreServices, Credentials } from '@callboard/kernel'
import type { AskedBy } from '../../model/entities.ts'
import { locationInAudit } from '../../model/location-in-audit.ts'
import type { Locations } from '../../model/locations.ts'
import { catalogLocationCreate } from '../../model/permissions.ts'
import { type AddServices, registerLocation, tryOutLocation } from './add-location.ts'

/** Registering for other plugins: the same checks, permissions and records as the route has, without HTTP between. */
export function createLocations(services: AddServices & Pick<CoreServices, 'audit'>): Locations {
  const { permissions, audit } = services
  const url = (target: string) => ({ type: 'url', target })
  const allowed = async ({ credentials: asked }: AskedBy) => {
    // The token speaks of credentials without the kernel, which models may not import; only the kernel makes any.
    const credentials = asked as Credentials
    await permissions.require(credentials, catalogLocationCreate)
    return credentials
  }
  return {
    async register(target, by) {
      const event = { eventId: 'location-create', target: locationInAudit(url(target)) }
      // The token speaks of credentials without the kernel, as above.
      const record = audit.start({ ...event, credentials: by.credentials as Credentials })
      try {
        const credentials = await allowed(by)
        await registerLocation(url(target), { onConflict: 'refresh', credentials }, services)
      } catch (error) {
        record.failed(error)
        throw error
      }
      record.succeeded()
    },
    async tryOut(target, by) {
      return (await tryOutLocation(url(target), await allowed(by), services)).entities
    },
  }
}
