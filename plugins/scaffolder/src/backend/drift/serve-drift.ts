import type { CoreServices } from '@callboard/kernel'
import { canonicalEntityRef } from '@callboard/model'
import { listDrift, startUpdate as startUpdateRoute } from '../../model/index.ts'
import type { StartServices } from '../api/start-task.ts'
import { type DriftServices, listDrifted } from './drift.ts'
import { startUpdate } from './start-update.ts'

/** Serves what has changed in templates since (docs/templates/drift.md). */
export function serveDrift(services: StartServices & DriftServices & Pick<CoreServices, 'http'>): void {
  const { http } = services
  http.serve(listDrift, async ({ query, credentials }) => {
    const { templateRef, entityRef } = query
    const filter = {
      ...(templateRef && { templateRef: canonicalEntityRef(templateRef, { defaultKind: 'template' }) }),
      ...(entityRef && { entityRef: canonicalEntityRef(entityRef) }),
    }
    return { items: await listDrifted(services, filter, credentials) }
  })
  http.serve(startUpdateRoute, async ({ body, credentials, audited }) => {
    const entityRef = canonicalEntityRef(body.entityRef)
    const started = await startUpdate(services, { ...body, entityRef }, credentials)
    audited({ target: entityRef, meta: { actionType: 'update', taskId: started.id } })
    return started
  })
}
