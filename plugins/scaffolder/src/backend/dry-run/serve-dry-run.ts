import type { CoreServices } from '@callboard/kernel'
import { builtinKinds, kindModel, validateEntity } from '@callboard/model'
import { createTask, dryRun as dryRunRoute, errors, type TemplateEntity } from '../../model/index.ts'
import { refusal } from '../api/serve-tasks.ts'
import { callersToken, type StartServices, taskSteps, userOf } from '../api/start-task.ts'
import { findWrongSecrets, findWrongValues } from '../api/wrong-values.ts'
import { executableActions } from '../permissions/action-rules.ts'
import type { StopReason } from '../run/run-steps.ts'
import { type DryRunServices, dryRun } from './dry-run.ts'

const kinds = kindModel(builtinKinds)

/** Serves the dry run (spec/scaffolder.md 8.10). */
export function serveDryRun(
  services: DryRunServices &
    Pick<StartServices, 'entities' | 'permissions' | 'auth'> &
    Pick<CoreServices, 'http' | 'lifecycle'>,
): void {
  const { http, permissions, auth, entities, lifecycle } = services
  http.serve(dryRunRoute, async ({ body, credentials, signal, audited }) => {
    audited({ meta: { actionType: 'dry-run' } })
    await permissions.require(credentials, createTask)
    const { template, values, secrets = {}, directoryContents: files } = body
    refuseOthers(template)
    const wrong = await findWrongValues(values, [template.spec.parameters ?? []].flat())
    if (wrong.length > 0) return refusal(wrong)
    const wrongSecrets = await findWrongSecrets(secrets, template.spec.secrets?.schema)
    if (wrongSecrets.length > 0) return refusal(wrongSecrets)
    const backstageToken = await callersToken(auth, credentials)
    const ended = new AbortController()
    try {
      return await dryRun(services, {
        ...{ template, values, files, credentials },
        steps: taskSteps(template.spec.steps),
        secrets: { ...secrets, ...(backstageToken && { backstageToken }) },
        user: await userOf(entities, credentials),
        mayExecute: await executableActions(permissions, credentials),
        signal: stopSignal({ gone: signal, stopping: lifecycle.stopping, ended: ended.signal }),
      })
    } finally {
      ended.abort()
    }
  })
}

/** @throws `scaffolder/not-a-template` */
function refuseOthers(template: TemplateEntity): void {
  const problems = validateEntity(template, kinds).filter(({ level }) => level === 'error')
  const isTemplate = problems.length === 0 && template.kind.toLowerCase() === 'template'
  if (isTemplate) return
  const reasons = problems.length > 0 ? problems.map(({ message }) => message).join(' ') : 'Its kind is not Template.'
  throw errors.notATemplate({ reasons })
}

/** Tells a run why it has to end; listens until it has. */
function stopSignal(signals: Record<'gone' | 'stopping' | 'ended', AbortSignal>): AbortSignal {
  const { gone, stopping, ended } = signals
  const controller = new AbortController()
  const stop = (source: AbortSignal, reason: StopReason) => {
    if (source.aborted) controller.abort(reason)
    source.addEventListener('abort', () => controller.abort(reason), { once: true, signal: ended })
  }
  stop(gone, 'cancelled')
  stop(stopping, 'stopping')
  return controller.signal
}
