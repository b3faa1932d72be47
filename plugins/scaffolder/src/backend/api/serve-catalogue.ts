import type { CoreServices } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import * as model from '../../model/index.ts'
import { parameterSchema } from '../../model/parameter-schema.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import { visibleParts } from '../permissions/part-rules.ts'
import { complete } from './complete.ts'
import { describeActions } from './describe-actions.ts'
import { describeTemplating } from './describe-templating.ts'
import { findTemplate } from './find-template.ts'

/** What the routes about forms and actions need. Everything that plugins add is complete once the portal has started. */
export interface CatalogueServices extends Pick<CoreServices, 'http' | 'permissions'> {
  entities: Entities
  actions(): readonly AnyAction[]
  templating(): readonly model.TemplatingExtension[]
  autocompletes(): readonly model.AutocompleteProvider[]
}

/** Serves what forms, editors and authors ask for (spec/scaffolder.md 8.1, 8.2, 8.11, 8.12). */
export function serveCatalogue({
  http,
  permissions,
  entities,
  actions,
  templating,
  autocompletes,
}: CatalogueServices): void {
  http.serve(model.readParameterSchema, async ({ params, credentials, audited }) => {
    const { namespace = '', kind = '', name = '' } = params
    const ref = `${kind}:${namespace}/${name}`
    audited({ target: ref.toLowerCase(), meta: { templateRef: ref } })
    const { template } = await findTemplate(entities, ref, credentials)
    const { pages } = await visibleParts(permissions, template, credentials)
    return parameterSchema(template, pages)
  })
  http.serve(model.listActions, () => describeActions(actions()))
  http.serve(model.listTemplatingExtensions, () => describeTemplating(templating()))
  http.serve(model.autocomplete, async ({ params, body }) => {
    const { provider = '', resource = '' } = params
    const { token, context = {} } = body
    return { results: await complete(autocompletes(), { provider, resource }, { token, context }) }
  })
}
