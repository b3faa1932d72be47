import type { Outgoing, ScmIntegrations, UrlReader } from '@callboard/kernel'
import type { Action } from '../../model/index.ts'
import type { FileTemplates } from '../expressions/file-templates.ts'
import { createFetcher } from '../files/fetch-source.ts'
import { debugActions } from './debug-actions.ts'
import { fetchPlainActions } from './fetch-plain.ts'
import { fetchTemplateActions } from './fetch-template.ts'
import { fsActions } from './fs-actions.ts'
import { httpRequestAction } from './http-request.ts'
import { workspaceTemplateActions } from './workspace-template.ts'

/**
 * The actions of every portal about files, logs and requests (spec/scaffolder.md 11.2).
 *
 * @param options.needsToken - `scaffolder.requireScmUserCredentials`
 */
export function coreActions(options: {
  urlReader: UrlReader
  scm: ScmIntegrations
  outgoing: Outgoing
  templates: FileTemplates
  needsToken: boolean
}): Action[] {
  const { outgoing, templates } = options
  const fetcher = createFetcher(options)
  return [
    ...fetchPlainActions(fetcher),
    ...fetchTemplateActions(fetcher, templates),
    ...workspaceTemplateActions(templates),
    ...fsActions(),
    ...debugActions(),
    httpRequestAction(outgoing),
  ]
}
