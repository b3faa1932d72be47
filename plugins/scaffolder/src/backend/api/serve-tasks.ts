import { Readable } from 'node:stream'
import { type CoreServices, type Credentials, rawReply } from '@callboard/kernel'
import * as model from '../../model/index.ts'
import type { TaskAccess } from '../permissions/task-access.ts'
import { createRedactor } from '../secrets/redactor.ts'
import { auditParameters } from './audit-parameters.ts'
import { findTemplate } from './find-template.ts'
import { eventStream, pollEvents } from './follow-events.ts'
import { taskFilter, taskOrder } from './list-tasks.ts'
import { type StartServices, sealedSecrets, startTask } from './start-task.ts'
import { findWrongSecrets, type WrongValue } from './wrong-values.ts'

/** What the routes about tasks need. */
export interface TaskServices extends StartServices, Pick<CoreServices, 'http' | 'clock' | 'lifecycle'> {
  access: TaskAccess
  /** `scaffolder.auditor.taskParameterMaxLength` */
  auditMaxLength: number
}

/** The body that clients of the field read what is wrong from (spec/scaffolder.md 8.3). */
export const refusal = (wrong: readonly WrongValue[]) =>
  rawReply({ status: 400, body: JSON.stringify({ errors: wrong }) })

/** Serves the routes about tasks (spec/scaffolder.md 8.3 to 8.9). */
export function serveTasks(services: TaskServices): void {
  const { http, store, access } = services

  http.serve(model.createTaskRoute, async ({ body, credentials, audited }) => {
    // Masked before long texts are cut: of half a secret nobody knows that it is one.
    const masked = createRedactor(Object.values(body.secrets ?? {})).redactValue(body.values)
    const taskParameters = auditParameters(masked, services.auditMaxLength)
    const about = { actionType: 'create', templateRef: body.templateRef, taskParameters }
    audited({ meta: about, severityLevel: 'medium' })
    const started = await startTask(services, body, credentials)
    if ('wrong' in started) return refusal(started.wrong)
    audited({ target: started.id, meta: { ...about, taskId: started.id } })
    return started
  })

  http.serve(model.listTasks, async ({ query, credentials, audited }) => {
    audited({ meta: { actionType: 'list' } })
    const { limit, offset } = query
    return store.list({
      filter: taskFilter(query, await access.readable(credentials)),
      order: taskOrder(query.order),
      ...(limit !== undefined && { limit }),
      ...(offset !== undefined && { offset }),
    })
  })

  http.serve(model.readTaskRoute, ({ params, credentials, audited }) => {
    audited({ meta: { actionType: 'get' } })
    return access.find(params.taskId, credentials)
  })

  http.serve(model.cancelTaskRoute, async ({ params: { taskId }, credentials, audited }) => {
    audited({ meta: { actionType: 'cancel' }, severityLevel: 'medium' })
    const task = await access.find(taskId, credentials)
    await access.require(credentials, model.cancelTask, task)
    await store.cancel(taskId)
    return { status: 'cancelled' as const }
  })

  http.serve(model.retryTaskRoute, async ({ params: { taskId }, body, credentials, audited }) => {
    audited({ meta: { actionType: 'retry' }, severityLevel: 'medium' })
    const secrets = body?.secrets ?? {}
    const task = await access.find(taskId, credentials)
    const ref = task.spec.templateInfo?.entityRef
    if (ref !== undefined) {
      const { template } = await findTemplate(services.entities, ref, credentials)
      const wrong = await findWrongSecrets(secrets, template.spec.secrets?.schema)
      if (wrong.length > 0) return refusal(wrong)
    }
    await services.approvals.requireForRetry(task)
    await store.retry(taskId, await sealedSecrets(services, { taskId, secrets, credentials }))
    return { id: taskId }
  })

  http.serve(model.readEvents, async ({ params: { taskId }, query, credentials, signal, audited }) => {
    audited({ meta: { actionType: 'events' } })
    await access.find(taskId, credentials)
    return pollEvents({ store, taskId, after: query.after, signal: untilStop(services, signal) })
  })

  http.serve(model.streamEvents, async ({ params: { taskId }, query, headers, credentials, signal, audited }) => {
    audited({ meta: { actionType: 'stream' } })
    const task = await access.find(taskId, credentials)
    // The query is not checked: the field's own document leaves this route out.
    const { after } = query as { after?: unknown }
    const mayGoOn = () => mayStillRead(services, task, credentials)
    const body = eventStream({
      ...{ store, taskId, mayGoOn },
      after: eventId(headers['last-event-id']) ?? eventId(after),
      signal: untilStop(services, signal),
    })
    return rawReply({
      type: 'text/event-stream; charset=utf-8',
      headers: {
        'cache-control': 'no-cache',
        connection: 'keep-alive',
        // Compressing would hold events back; nginx holds them back unless told not to.
        'content-encoding': 'identity',
        'x-accel-buffering': 'no',
      },
      body: Readable.from(body),
    })
  })
}

const untilStop = ({ lifecycle }: TaskServices, signal: AbortSignal) => AbortSignal.any([signal, lifecycle.stopping])

/** Whether whoever listens may still read the task; also not, once they have signed out. A token may simply run out. */
async function mayStillRead(
  { access, auth, clock }: TaskServices,
  task: model.Task,
  credentials: Credentials,
): Promise<boolean> {
  const { token, expiresAtMs } = credentials
  const hasRunOut = expiresAtMs !== undefined && expiresAtMs <= clock.nowMs()
  if (token !== undefined && !hasRunOut) {
    const isGood = await auth.authenticate(token).then(
      () => true,
      () => false,
    )
    if (!isGood) return false
  }
  // Nothing that rules look at ever changes, so it is not read again for every event and everybody who listens.
  return access.isAllowed(credentials, model.readTask, task)
}

/** An id of an event, from wherever a client sends it; undefined for anything else. */
function eventId(text: unknown): number | undefined {
  const id = typeof text === 'string' && text !== '' ? Number(text) : Number.NaN
  return Number.isSafeInteger(id) && id >= 0 ? id : undefined
}
