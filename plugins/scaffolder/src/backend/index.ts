import { definePlugin } from '@callboard/kernel'
import { entities, locations } from '@callboard/plugin-catalog'
import { actions, autocompletes, templating, workspaceStores } from '../model/services.ts'
import { catalogActions } from './actions-catalog/catalog-actions.ts'
import { serveCatalogue } from './api/serve-catalogue.ts'
import { serveTasks } from './api/serve-tasks.ts'
import { createExpressions } from './expressions/create-expressions.ts'
import { registerResources } from './permissions/register-resources.ts'
import { createTaskAccess } from './permissions/task-access.ts'
import { actionRegistry } from './run/action-registry.ts'
import { otherConfig, ScaffolderConfig } from './scaffolder-config.ts'
import { openVault } from './secrets/vault.ts'
import { createTasks } from './tasks/create-tasks.ts'

export default definePlugin({
  id: 'scaffolder',
  description: 'Software templates: from a form to a repository, safely and resumably.',
  config: ScaffolderConfig,
  otherConfig,
  migrations: new URL('./migrations/', import.meta.url),
  use: { entities, locations },
  provide: { actions, templating, autocompletes, workspaceStores },
  async setup(core) {
    const { config, db, clock, http, permissions, lifecycle, scm } = core
    const vault = await openVault({ keys: config.secrets?.keys, db, clock })
    const tasks = createTasks(core)
    const { store } = tasks
    const access = createTaskAccess(permissions, store)
    const ownActions = [...catalogActions({ entities: core.entities, locations: core.locations, scm })]
    const registry = actionRegistry(() => [...ownActions, ...core.actions.all()])

    registerResources(permissions, { store, access })
    serveTasks({ ...core, store, vault, access, auditMaxLength: config.auditor?.taskParameterMaxLength ?? 256 })
    serveCatalogue({
      ...{ http, permissions, entities: core.entities, actions: registry.all },
      templating: core.templating.all,
      autocompletes: core.autocompletes.all,
    })

    lifecycle.onStart(() => {
      registry.refuseDuplicates()
      return tasks.start({
        ...{ vault, findAction: registry.find, workspaceStores: core.workspaceStores.all() },
        expressions: createExpressions({
          extensions: core.templating.all(),
          integrationType: (host) => scm.byUrl(`https://${host}`)?.type,
        }),
      })
    })
  },
})
