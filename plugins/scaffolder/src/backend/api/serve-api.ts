import type { CoreServices } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import type { AutocompleteProvider, TemplatingExtension } from '../../model/index.ts'
import type { Approvals } from '../approvals/approvals.ts'
import { serveApprovals } from '../approvals/serve-approvals.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import type { DriftServices } from '../drift/drift.ts'
import type { Makings } from '../drift/makings.ts'
import { serveDrift } from '../drift/serve-drift.ts'
import type { DryRunServices } from '../dry-run/dry-run.ts'
import { serveDryRun } from '../dry-run/serve-dry-run.ts'
import { registerResources } from '../permissions/register-resources.ts'
import { createTaskAccess } from '../permissions/task-access.ts'
import type { Vault } from '../secrets/vault.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { serveCatalogue } from './serve-catalogue.ts'
import { serveTasks } from './serve-tasks.ts'

/** What the API speaks of. What plugins add is asked for with each request: it is complete once the portal has started. */
export interface ApiParts extends DryRunServices {
  entities: Entities
  store: TaskStore
  vault: Vault
  makings: Makings
  readRepository: DriftServices['readRepository']
  approvals: Approvals
  /** `scaffolder.auditor.taskParameterMaxLength` */
  auditMaxLength: number
  actions(): readonly AnyAction[]
  templating(): readonly TemplatingExtension[]
  autocompletes(): readonly AutocompleteProvider[]
}

/** Serves `/api/scaffolder` (spec/scaffolder.md 8), and declares what policies may decide about it. */
export function serveApi(
  core: Pick<CoreServices, 'http' | 'permissions' | 'auth' | 'clock' | 'lifecycle'>,
  parts: ApiParts,
): void {
  const { http, permissions, auth, clock, lifecycle } = core
  const access = createTaskAccess(permissions, parts.store)
  registerResources(permissions, { store: parts.store, access })
  const services = { ...parts, http, permissions, auth, clock, lifecycle, access }
  serveTasks(services)
  serveApprovals(services)
  serveDrift(services)
  serveCatalogue(services)
  serveDryRun(services)
}
