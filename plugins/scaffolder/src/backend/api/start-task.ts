import { randomUUID } from 'node:crypto'
import type { CoreServices, Credentials } from '@callboard/kernel'
import { canonicalEntityRef, defaultNamespace, type Entity, type JsonObject } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import type { TaskSpec, TaskStep, TemplateEntity, TemplateStep } from '../../model/index.ts'
import type { Approvals } from '../approvals/approvals.ts'
import { visibleParts } from '../permissions/part-rules.ts'
import { initiatorText } from '../secrets/initiator.ts'
import type { Vault } from '../secrets/vault.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { baseUrlOf, type FoundTemplate, findTemplate, ownerOf } from './find-template.ts'
import { findWrongSecrets, findWrongValues, type WrongValue } from './wrong-values.ts'

/** What starting a task needs. */
export interface StartServices extends Pick<CoreServices, 'permissions' | 'auth'> {
  entities: Entities
  store: TaskStore
  vault: Vault
  approvals: Approvals
}

/** Which template is to run, with what. */
export interface TaskRequest {
  /** Its default kind is `template`. */
  templateRef: string
  values: JsonObject
  secrets?: Record<string, string>
}

/** What became of a request. */
export type Started = { id: string } | { wrong: WrongValue[] }

/**
 * Makes a task in the caller's name; that they may create tasks was checked. The checks are those of spec/scaffolder.md 8.3,
 * in its order.
 */
export async function startTask(
  services: StartServices,
  request: TaskRequest,
  credentials: Credentials,
): Promise<Started> {
  const { entities, permissions, store } = services
  const user = await userOf(entities, credentials)
  const found = await findTemplate(entities, request.templateRef, credentials)
  const { template, ref } = found
  const parts = await visibleParts(permissions, template, credentials)
  const { values, secrets = {} } = request
  const wrong = await findWrongValues(values, parts.pages)
  if (wrong.length > 0) return { wrong }
  const wrongSecrets = await findWrongSecrets(secrets, template.spec.secrets?.schema)
  if (wrongSecrets.length > 0) return { wrong: wrongSecrets }

  const id = randomUUID()
  const owner = ownerOf(template)
  const spec = taskSpec(found, { steps: parts.steps, values, user })
  if (spec.approval) await services.approvals.ask(id, spec.approval, user?.ref)
  await store.create({
    id,
    spec,
    templateRef: ref,
    secrets: await sealedSecrets(services, { taskId: id, secrets, credentials }),
    ...(user?.ref !== undefined && { createdBy: user.ref }),
    ...(owner !== undefined && { templateOwner: owner }),
    ...(spec.approval && { waitsFor: 'approval' }),
  })
  if (parts.hiddenSteps.length > 0)
    await store.addEvent(id, 'log', { message: leftOut(parts.hiddenSteps), level: 'warn' })
  return { id }
}

/** Who starts a task, and what the catalog tells them about themselves; nobody where a service does. */
export async function userOf(entities: Entities, credentials: Credentials): Promise<TaskSpec['user']> {
  const { principal } = credentials
  if (principal.type !== 'user') return undefined
  const ref = principal.userEntityRef
  const entity: Entity | undefined = await entities.findByRef(ref, { credentials })
  return { ref, ...(entity && { entity }) }
}

/** The steps of a task: ids and names that are not given are filled in, by their place after filtering. */
export const taskSteps = (steps: readonly TemplateStep[]): TaskStep[] =>
  steps.map((step, index) => ({ ...step, id: step.id ?? `step-${index + 1}`, name: step.name ?? step.action }))

/** What a worker needs in the caller's name, sealed. Also for a retry, which brings everything anew. */
export async function sealedSecrets(
  { auth, vault }: Pick<StartServices, 'auth' | 'vault'>,
  of: { taskId: string; secrets: Record<string, string>; credentials: Credentials },
): Promise<string> {
  const { taskId, secrets, credentials } = of
  const backstageToken = await callersToken(auth, credentials)
  return vault.seal(taskId, {
    secrets: { ...secrets, ...(backstageToken && { backstageToken }) },
    initiator: initiatorText(credentials),
  })
}

/**
 * The token that templates know as `secrets.backstageToken`: it calls the catalog for the caller, and ends within the hour.
 * Never the caller's own one, with which a template could do everything that they may.
 */
export async function callersToken(auth: CoreServices['auth'], credentials: Credentials): Promise<string | undefined> {
  try {
    return (await auth.pluginToken({ onBehalfOf: credentials, targetPluginId: 'catalog' })).token
  } catch {
    // External callers whose access is restricted, and nobody, hand nothing on; the task does without.
    return undefined
  }
}

function taskSpec(
  { template, ref }: FoundTemplate,
  of: { steps: readonly TemplateStep[]; values: JsonObject; user: TaskSpec['user'] },
): TaskSpec {
  const { apiVersion, metadata, spec } = template
  const baseUrl = baseUrlOf(template)
  const approval = approvalOf(template)
  return {
    apiVersion,
    steps: taskSteps(of.steps),
    ...(spec.EXPERIMENTAL_recovery && { EXPERIMENTAL_recovery: spec.EXPERIMENTAL_recovery }),
    output: spec.output ?? {},
    parameters: of.values,
    user: of.user ?? {},
    templateInfo: { entityRef: ref, ...(baseUrl !== undefined && { baseUrl }), entity: { metadata } },
    ...(approval && { approval }),
  }
}

/** Who has to agree, by canonical refs. */
function approvalOf({ metadata, spec }: TemplateEntity): TaskSpec['approval'] {
  if (!spec.approval) return undefined
  const context = { defaultKind: 'group', defaultNamespace: metadata.namespace ?? defaultNamespace }
  return { ...spec.approval, by: spec.approval.by.map((one) => canonicalEntityRef(one, context)) }
}

function leftOut(steps: readonly TemplateStep[]): string {
  const names = steps.map((step) => step.name ?? step.id ?? step.action).join(', ')
  return `Left out, because whoever started this task may not use them: ${names}.`
}
