import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Credentials, makeProcessFolder } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import type { Task } from '../../model/index.ts'
import { baseUrlOf, findTemplate } from '../api/find-template.ts'
import { taskSteps } from '../api/start-task.ts'
import type { DryRunServices } from '../dry-run/dry-run.ts'
import { openWorkspace } from '../files/workspace.ts'
import type { ActionTest } from '../permissions/action-rules.ts'
import { fleetingMemory } from '../run/run-memory.ts'
import { type RunLog, runSteps } from '../run/run-steps.ts'
import { createRedactor } from '../secrets/redactor.ts'
import { folderPrefixes } from '../workspaces/workspace-folders.ts'
import type { Making } from './makings.ts'
import type { Tree } from './merge-trees.ts'
import { readTree } from './packed-tree.ts'
import { publishedBy } from './record-makings.ts'

/** What rendering a template again needs. */
export interface RenderServices extends DryRunServices {
  entities: Entities
}

/**
 * What a template would publish today, with the answers that were given then: a dry run of it, up to where it publishes.
 *
 * @param of.answers - The task that was made with the answers.
 * @throws Error that says why it cannot be told: the template is gone, fails, or publishes nothing any more.
 */
export async function renderNow(
  services: RenderServices,
  of: { making: Making; answers: Task; credentials: Credentials; mayExecute: ActionTest; signal: AbortSignal },
): Promise<Tree> {
  const { making, answers, credentials, mayExecute, signal } = of
  const { template, ref } = await findTemplate(services.entities, making.templateRef, credentials)
  const own = await makeProcessFolder(services.workingDirectory, folderPrefixes.drift)
  try {
    const folder = join(own.path, 'workspace')
    await mkdir(folder)
    const workspace = openWorkspace(folder)
    let tree: Tree | undefined
    const baseUrl = baseUrlOf(template)
    const result = await runSteps({
      taskId: making.answersOf,
      spec: {
        apiVersion: template.apiVersion,
        steps: taskSteps(template.spec.steps),
        output: {},
        parameters: answers.spec.parameters,
        user: answers.spec.user ?? {},
        templateInfo: { entityRef: ref, entity: { metadata: template.metadata }, ...(baseUrl && { baseUrl }) },
      },
      ...{ workspace, mayExecute, signal, secrets: {}, log: silent, memory: fleetingMemory() },
      redactor: createRedactor(),
      environment: { parameters: services.environment, secrets: {} },
      initiator: { credentials },
      expressions: services.expressions(),
      findAction: services.findAction,
      isDryRun: true,
      standIn: (stepId) => making.outputs[stepId],
      async onCallEnd(call) {
        const published = publishedBy(call)
        if (published && !tree) tree = await readTree(await workspace.resolve(published.sourcePath))
      },
    })
    if (result.status === 'failed' || result.status === 'cancelled')
      throw new Error(`The template cannot be run with the answers of then: ${result.error.message}`)
    if (!tree) throw new Error('The template no longer publishes a repository.')
    return tree
  } finally {
    await own.remove()
  }
}

const silent: RunLog = {
  event() {},
  action: () => ({ debug() {}, info() {}, warn() {}, error() {} }),
}
