import type { CoreServices } from '@callboard/kernel'
import { canonicalEntityRef } from '@callboard/model'
import { listDrift, startUpdate as startUpdateRoute } from '../../model/index.ts'
import { listDrifted } from './drift.ts'
import { startUpdate, type UpdateServices } from './start-update.ts'

/** Serves what has changed in templates since (docs/templates/drift.md). */
export function serveDrift(services: UpdateServices & Pick<CoreServices, 'http'>): void {
  const { http } = services
  http.serve(listDrift, async ({ query, credentials, signal }) => {
    const { templateRef, entityRef } = query
    const filter = {
      ...(templateRef && { templateRef: canonicalEntityRef(templateRef, { defaultKind: 'template' }) }),
      ...(entityRef && { entityRef: canonicalEntityRef(entityRef) }),
    }
    return { items: await listDrifted(services, filter, { credentials, signal }) }
  })
  http.serve(startUpdateRoute, async ({ body, credentials, audited }) => {
    const entityRef = canonicalEntityRef(body.entityRef)
    const started = await startUpdate(services, { ...body, entityRef }, credentials)
    audited({ target: entityRef, meta: { actionType: 'update', taskId: started.id } })
    return started
  })
}
