import { tmpdir } from 'node:os'
import { definePlugin, Type } from '@callboard/kernel'
import { entities, locations } from '@callboard/plugin-catalog'
import { actions, autocompletes, templating, workspaceStores } from '../model/services.ts'
import { coreActions } from './actions/core-actions.ts'
import { catalogActions } from './actions-catalog/catalog-actions.ts'
import { serveApi } from './api/serve-api.ts'
import { createApprovals } from './approvals/approvals.ts'
import { composeActions } from './composed-actions/composed-action.ts'
import { createExpressions } from './expressions/create-expressions.ts'
import type { Expressions } from './expressions/expressions.ts'
import { createFileTemplates } from './expressions/file-templates.ts'
import { scaffolderFilters } from './expressions/scaffolder-filters.ts'
import { actionRegistry } from './run/action-registry.ts'
import { ScaffolderConfig } from './scaffolder-config.ts'
import { openVault } from './secrets/vault.ts'
import { createTasks } from './tasks/create-tasks.ts'

export default definePlugin({
  id: 'scaffolder',
  description: 'Software templates: from a form to a repository, safely and resumably.',
  config: ScaffolderConfig,
  otherConfig: {
    'backend.workingDirectory': Type.Optional(
      Type.String({ minLength: 1, description: 'Folder in which tasks work. Default: the temporary folder.' }),
    ),
  },
  migrations: new URL('./migrations/', import.meta.url),
  use: { entities, locations },
  provide: { actions, templating, autocompletes, workspaceStores },
  async setup(core) {
    const { config, db, clock, lifecycle, scm } = core
    const vault = await openVault({ keys: config.secrets?.keys, db, clock })
    const tasks = createTasks(core)
    const { store } = tasks
    const approvals = createApprovals({ ...core, tasks: store })
    const integrationType = (host: string) => scm.byUrl(`https://${host}`)?.type
    const expressionOptions = () => ({ extensions: core.templating.all(), integrationType })
    const ownActions = [
      ...catalogActions({ entities: core.entities, locations: core.locations, scm }),
      ...coreActions({
        ...{ urlReader: core.urlReader, scm, outgoing: core.outgoing },
        templates: createFileTemplates(expressionOptions),
        needsToken: config.requireScmUserCredentials ?? false,
      }),
    ]
    const composed = composeActions(config.actions ?? [])
    const registry = actionRegistry(() => [...ownActions, ...core.actions.all()], composed)

    let expressions: Expressions | undefined
    const allExpressions = () => {
      // Plugins add to the language until the portal starts.
      expressions ??= createExpressions(expressionOptions())
      return expressions
    }
    serveApi(core, {
      ...{ entities: core.entities, store, vault, approvals },
      auditMaxLength: config.auditor?.taskParameterMaxLength ?? 256,
      actions: registry.all,
      findAction: registry.find,
      expressions: allExpressions,
      templating: () => [...scaffolderFilters(integrationType), ...core.templating.all()],
      autocompletes: core.autocompletes.all,
      environment: config.defaultEnvironment?.parameters ?? {},
      workingDirectory: core.rootConfig.getOptionalString('backend.workingDirectory') ?? tmpdir(),
    })

    lifecycle.onStart(async () => {
      registry.refuseProblems()
      await approvals.resume()
      await tasks.start({
        ...{ vault, findAction: registry.find, workspaceStores: core.workspaceStores.all() },
        expressions: allExpressions(),
      })
    })
  },
})
