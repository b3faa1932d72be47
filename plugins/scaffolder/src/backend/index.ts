import { tmpdir } from 'node:os'
import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { entities, locations } from '@callboard/plugin-catalog'
import { decorators } from '@callboard/plugin-search'
import { scaffolderPermissions } from '../model/permissions.ts'
import { actions, autocompletes, templating, workspaceStores } from '../model/services.ts'
import { coreActions } from './actions/core-actions.ts'
import { catalogActions } from './actions-catalog/catalog-actions.ts'
import { serveApi } from './api/serve-api.ts'
import { serveTemplateFiles } from './api/serve-template-files.ts'
import { createApprovals } from './approvals/approvals.ts'
import { composeActions } from './composed-actions/composed-action.ts'
import { databaseMakings } from './drift/makings.ts'
import { mergeAction } from './drift/merge-action.ts'
import { recordMakings } from './drift/record-makings.ts'
import { repositoryReader } from './drift/repository-reader.ts'
import type { DryRunServices } from './dry-run/dry-run.ts'
import { createExpressions } from './expressions/create-expressions.ts'
import type { Expressions } from './expressions/expressions.ts'
import { createFileTemplates } from './expressions/file-templates.ts'
import { scaffolderFilters } from './expressions/scaffolder-filters.ts'
import { createFetcher } from './files/fetch-source.ts'
import { actionRegistry } from './run/action-registry.ts'
import { otherConfig, ScaffolderConfig } from './scaffolder-config.ts'
import { templateDecorator } from './search/template-decorator.ts'
import { resealTasks } from './secrets/reseal.ts'
import { openVault } from './secrets/vault.ts'
import { createTasks } from './tasks/create-tasks.ts'

export default definePlugin({
  id: 'scaffolder',
  description: 'Software templates: from a form to a repository, safely and resumably.',
  config: ScaffolderConfig,
  otherConfig,
  migrations: new URL('./migrations/', import.meta.url),
  permissions: scaffolderPermissions,
  use: { entities, locations, decorators: ifInstalled(decorators) },
  provide: { actions, templating, autocompletes, workspaceStores },
  async setup(core) {
    const { config, db, clock, log, lifecycle, scm, rootConfig } = core
    const vault = await openVault({ keys: config.secrets?.keys, db, clock })
    const tasks = createTasks(core)
    const approvals = createApprovals({ db, clock, auth: core.auth, audit: core.audit, tasks: tasks.store })
    const integrationType = (host: string) => scm.byUrl(`https://${host}`)?.type
    // Plugins add to the language while they are set up.
    const expressionOptions = () => ({ extensions: core.templating.all(), integrationType })
    let made: Expressions | undefined
    const expressions = () => {
      made ??= createExpressions(expressionOptions())
      return made
    }
    const makings = databaseMakings(db)
    const dryRuns: DryRunServices = {
      expressions,
      findAction: (id) => registry.find(id),
      environment: config.defaultEnvironment?.parameters ?? {},
      workingDirectory: rootConfig.getOptionalString('backend.workingDirectory') ?? tmpdir(),
    }
    const drift = () => ({
      ...dryRuns,
      ...{ makings, lifecycle, store: tasks.store, entities: core.entities, permissions: core.permissions },
      readRepository: repositoryReader(core.urlReader),
    })
    const ownActions = [
      mergeAction(drift, clock),
      ...catalogActions({ entities: core.entities, locations: core.locations, scm }),
      ...coreActions({
        ...{ urlReader: core.urlReader, scm, outgoing: core.outgoing },
        templates: createFileTemplates(expressionOptions),
        needsToken: config.requireScmUserCredentials ?? false,
      }),
    ]
    const composed = composeActions(config.actions ?? [])
    const registry = actionRegistry(() => [...ownActions, ...core.actions.all()], composed)

    serveApi(core, {
      ...drift(),
      ...{ vault, approvals },
      auditMaxLength: config.auditor?.taskParameterMaxLength ?? 256,
      ...{ actions: registry.all, autocompletes: core.autocompletes.all },
      templating: () => [...scaffolderFilters(integrationType), ...core.templating.all()],
    })

    core.decorators.add(templateDecorator(core.entities, () => core.auth.ownCredentials()))

    const fetcher = createFetcher({
      ...{ urlReader: core.urlReader, scm, needsToken: config.requireScmUserCredentials ?? false },
    })
    serveTemplateFiles({ http: core.http, entities: core.entities, fetcher })

    lifecycle.onStart(async () => {
      registry.refuseProblems()
      await tasks.start({
        ...{ vault, findAction: registry.find, workspaceStores: core.workspaceStores.all() },
        expressions: expressions(),
        observe: (task) => recordMakings({ makings, clock }, task),
      })
    })
    core.scheduler.schedule({
      id: 'approvals',
      frequency: { everyMs: 60_000 },
      timeoutMs: 60_000,
      run: () => approvals.resume(),
    })
    lifecycle.onReady(async () => {
      const resealed = await resealTasks({ db, log, vault })
      if (resealed > 0) log.info('secrets sealed again', { secrets: resealed })
    })
  },
})
