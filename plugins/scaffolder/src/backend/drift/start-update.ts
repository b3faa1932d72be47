import { randomUUID } from 'node:crypto'
import type { Credentials } from '@callboard/kernel'
import { errors, readTask, type TaskSpec, type TaskStep, templateApiVersion } from '../../model/index.ts'
import { type StartServices, sealedSecrets, userOf } from '../api/start-task.ts'
import type { TaskAccess } from '../permissions/task-access.ts'
import { type DriftServices, findOrigin, type Origin } from './drift.ts'
import { updateFolder } from './merge-action.ts'
import { findRequestAction, type RequestAction } from './request-actions.ts'

/** What starting an update needs. */
export interface UpdateServices extends StartServices, DriftServices {
  store: StartServices['store']
  entities: StartServices['entities']
  access: Pick<TaskAccess, 'isAllowed'>
}

/**
 * Starts a task that asks for the changes of its template to an entity's repository.
 *
 * @throws `scaffolder/not-made-by-a-template`, `scaffolder/no-way-to-update`
 */
export async function startUpdate(
  services: UpdateServices,
  { entityRef, secrets = {} }: { entityRef: string; secrets?: Record<string, string> },
  credentials: Credentials,
): Promise<{ id: string }> {
  const origin = await findOrigin(services, entityRef, credentials)
  const { action: publishAction } = origin.making.published
  const request = findRequestAction(publishAction)
  if (!request) throw errors.noWayToUpdate({ ref: entityRef, action: publishAction })
  const id = randomUUID()
  const user = await userOf(services.entities, credentials)
  const { templateRef } = origin.making
  const { templateOwner } = origin.answers
  // The answers may be of somebody else, whose tasks the caller is not to read.
  const mayReadAnswers = await services.access.isAllowed(credentials, readTask, origin.answers)
  await services.store.create({
    id,
    spec: { ...specOf(origin, { id, entityRef, request, mayReadAnswers }), user: user ?? {} },
    templateRef,
    secrets: await sealedSecrets(services, { taskId: id, secrets, credentials }),
    ...(user?.ref !== undefined && { createdBy: user.ref }),
    ...(templateOwner !== undefined && { templateOwner }),
  })
  return { id }
}

function specOf(
  { making, entity, answers }: Origin,
  of: { id: string; entityRef: string; request: RequestAction; mayReadAnswers: boolean },
): TaskSpec {
  const { id, entityRef, request, mayReadAnswers } = of
  const merge: TaskStep = {
    id: 'merge',
    name: 'Merge the changes of the template',
    action: 'template:merge',
    input: { entityRef },
  }
  const ask: TaskStep = {
    id: 'request',
    name: 'Ask for the change',
    action: request.action,
    if: '${{ steps.merge.output.changed }}',
    input: {
      repoUrl: making.published.repoUrl,
      branchName: `template-update-${id.slice(0, 8)}`,
      title: `Update ${entity.metadata.name} to its template`,
      description: '${{ steps.merge.output.summary }}',
      sourcePath: updateFolder,
      ...(request.canDelete && { filesToDelete: '${{ steps.merge.output.filesToDelete }}' }),
      ...request.input,
    },
  }
  return {
    apiVersion: templateApiVersion,
    steps: [merge, ask],
    // Whoever wants something similar finds them here, too.
    parameters: mayReadAnswers ? answers.spec.parameters : {},
    output: {
      links: [
        {
          title: 'The change',
          url: `\${{ steps.request.output.${request.urlOutput} }}`,
          if: '${{ steps.merge.output.changed }}',
        },
        { title: entity.metadata.name, icon: 'catalog', entityRef },
      ],
      text: [{ title: 'What changes', content: '${{ steps.merge.output.summary }}' }],
    },
    templateInfo: { entityRef: making.templateRef },
  }
}
