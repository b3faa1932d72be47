import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Credentials, makeProcessFolder } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import type { DryRunResult, TaskSpec, TaskStep, TemplateEntity } from '../../model/index.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { openWorkspace } from '../files/workspace.ts'
import type { ActionTest } from '../permissions/action-rules.ts'
import { fleetingMemory } from '../run/run-memory.ts'
import { type RunResult, runSteps } from '../run/run-steps.ts'
import { createRedactor } from '../secrets/redactor.ts'
import { runLog } from '../tasks/run-task.ts'
import { folderPrefixes } from '../workspaces/workspace-folders.ts'
import { readFiles, type UploadedFile, writeFiles } from './uploaded-files.ts'

/** What running templates without tasks needs. */
export interface DryRunServices {
  /** Known once the portal has started, as plugins add to the language. */
  expressions(): Expressions
  findAction(id: string): AnyAction | undefined
  /** `environment.parameters` of expressions. Environment secrets are no part of a dry run. */
  environment: Record<string, string>
  /** `backend.workingDirectory`, or the one of the system. */
  workingDirectory: string
}

/** What is run. */
export interface DryRunRequest {
  template: TemplateEntity
  steps: TaskStep[]
  values: JsonObject
  /** Those of the caller, token included. */
  secrets: Record<string, string>
  user: TaskSpec['user']
  files: readonly UploadedFile[]
  credentials: Credentials
  mayExecute: ActionTest
  /** Aborts with the reason `cancelled` or `stopping`. */
  signal: AbortSignal
}

/**
 * Runs a template in a folder of its own, which is gone afterwards (spec/scaffolder.md 6).
 *
 * @throws What the first failing step threw, by name and message; `scaffolder/path-escapes` for files of the request.
 */
export async function dryRun(services: DryRunServices, request: DryRunRequest): Promise<DryRunResult> {
  const own = await makeProcessFolder(services.workingDirectory, folderPrefixes.dryRun)
  try {
    // Temporary folders of actions are made beside the workspace.
    const [uploads, workspace] = [join(own.path, 'template'), join(own.path, 'workspace')]
    await mkdir(uploads)
    await mkdir(workspace)
    await writeFiles(uploads, request.files)
    return await runIn({ uploads, workspace }, services, request)
  } finally {
    await own.remove()
  }
}

async function runIn(
  { uploads, workspace }: { uploads: string; workspace: string },
  services: DryRunServices,
  request: DryRunRequest,
): Promise<DryRunResult> {
  const { template, steps, values, secrets, user, credentials, mayExecute, signal } = request
  const redactor = createRedactor(Object.values(secrets))
  const log: DryRunResult['log'] = []
  const result = await runSteps({
    taskId: `dry-run-${randomUUID()}`,
    spec: {
      apiVersion: template.apiVersion,
      steps,
      output: template.spec.output ?? {},
      parameters: values,
      user: user ?? {},
      templateInfo: {
        entityRef: 'template:default/dry-run',
        baseUrl: pathToFileURL(join(uploads, 'template.yaml')).href,
        entity: { metadata: template.metadata },
      },
    },
    ...{ secrets, mayExecute, redactor, signal },
    log: runLog({ tell: (body) => void log.push({ body }) }, redactor),
    environment: { parameters: services.environment, secrets: {} },
    initiator: { credentials },
    expressions: services.expressions(),
    findAction: services.findAction,
    workspace: openWorkspace(workspace),
    memory: fleetingMemory(),
    isDryRun: true,
  })
  if (result.status !== 'completed') throw failure(result)
  const output = redactor.redactValue(result.output as JsonObject) // an output is JSON
  return { log, directoryContents: await readFiles(workspace), output, steps }
}

/** The status of the reply follows from the name. */
function failure(result: Exclude<RunResult, { status: 'completed' }>): Error {
  if (result.status === 'interrupted')
    return Object.assign(new Error('The portal is stopping. Try again.'), { name: 'ServiceUnavailableError' })
  const { name, message } = result.error
  return Object.assign(new Error(message), { name })
}
