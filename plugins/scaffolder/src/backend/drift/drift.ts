import type { CoreServices, Credentials } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { type DriftedEntity, errors, readTask, type Task, taskAnnotation } from '../../model/index.ts'
import { executableActions } from '../permissions/action-rules.ts'
import type { TaskAccess } from '../permissions/task-access.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import type { Making, Makings } from './makings.ts'
import { mergeTrees, type Tree, type TreeMerge } from './merge-trees.ts'
import { versionOf } from './packed-tree.ts'
import { type RenderServices, renderNow } from './render-now.ts'
import { findRequestAction } from './request-actions.ts'

/** What drift is found with. */
export interface DriftServices extends RenderServices, Pick<CoreServices, 'permissions' | 'lifecycle'> {
  makings: Makings
  store: Pick<TaskStore, 'find'>
  /** The files of a repository, from the address of its root. */
  readRepository(contentsUrl: string, signal: AbortSignal): Promise<Tree>
}

/** An entity that a template made, and all that is needed to bring it up to date. */
export interface Origin {
  entity: Entity
  making: Making & { published: NonNullable<Making['published']> }
  base: Tree
  answers: Task
}

/** What has to be done to bring an entity up to date. */
export interface Update {
  origin: Origin
  /** What the template makes now. */
  template: Tree
  /** What is in the repository now. */
  repository: Tree
  merge: TreeMerge
}

/**
 * Which entities an older version of their template made, as the caller sees them.
 *
 * @param by.signal - Of the request: when nobody waits for the answer any more, nothing more is rendered for it.
 */
export async function listDrifted(
  services: DriftServices & { access: Pick<TaskAccess, 'isAllowed'> },
  filter: { templateRef?: string; entityRef?: string },
  { credentials, signal }: { credentials: Credentials; signal: AbortSignal },
): Promise<DriftedEntity[]> {
  const made = await services.makings.listEntities(filter)
  const refs = [...made.keys()]
  const entities = await services.entities.listByRefs(refs, { credentials })
  const found: DriftedEntity[] = []
  // One after another: each is a dry run.
  for (const [index, entityRef] of refs.entries()) {
    signal.throwIfAborted()
    const entity = entities[index]
    if (!entity) continue
    const making = await makingOf(services.makings, entity, made.get(entityRef) ?? [])
    // What was added to a repository of others cannot be told from the rest of it.
    if (making?.published) found.push(await stateOf(services, { entityRef, entity, making, credentials }))
  }
  return found
}

async function stateOf(
  services: DriftServices & { access: Pick<TaskAccess, 'isAllowed'> },
  of: { entityRef: string; entity: Entity; making: Making; credentials: Credentials },
): Promise<DriftedEntity> {
  const { entityRef, entity, making, credentials } = of
  const about = {
    entityRef,
    templateRef: making.templateRef,
    madeFrom: { version: making.version ?? '', at: making.at, taskId: making.taskId },
  }
  try {
    const origin = await originOf(services, entity, making)
    const template = await render(services, origin, credentials)
    const version = versionOf(template)
    const current = { version }
    if (version === making.version) return { ...about, current, state: 'current' }
    const { merge } = await mergeInto(services, origin, template)
    const isDone = merge.write.size === 0 && merge.remove.length === 0
    if (isDone) return { ...about, current, state: 'current', ...(merge.conflicts.length > 0 && { reason: differs }) }
    const { action } = origin.making.published
    const reason = findRequestAction(action) ? undefined : `No update can be opened where ${action} has published.`
    return { ...about, current, state: 'outdated', ...(reason && { reason }) }
  } catch (error) {
    // What a step says when it fails may quote the answers.
    const answers = await services.store.find(making.answersOf)
    const mayTell = !answers || (await services.access.isAllowed(credentials, readTask, answers))
    const reason = error instanceof Error ? error.message : String(error)
    return { ...about, current: { version: '' }, state: 'unknown', reason: mayTell ? reason : hidden }
  }
}

const hidden = 'Why, only those are told who may read the task that made it.'
const differs = 'The repository differs from the template on purpose, where both have changed.'

/**
 * What would bring an entity up to date.
 *
 * @throws `scaffolder/not-made-by-a-template`, and an Error that says why it cannot be told.
 */
export async function planUpdate(
  services: DriftServices,
  entityRef: string,
  credentials: Credentials,
): Promise<Update> {
  const origin = await findOrigin(services, entityRef, credentials)
  const template = await render(services, origin, credentials)
  return { origin, template, ...(await mergeInto(services, origin, template)) }
}

/** @throws as {@link planUpdate} */
export async function findOrigin(
  services: DriftServices,
  entityRef: string,
  credentials: Credentials,
): Promise<Origin> {
  const [entity] = await services.entities.listByRefs([entityRef], { credentials })
  const made = await services.makings.listEntities({ entityRef })
  const making = entity && (await makingOf(services.makings, entity, made.get(entityRef) ?? []))
  if (!making) throw errors.notMadeByATemplate({ ref: entityRef })
  return originOf(services, entity, making)
}

/** The task that the annotation names counts only if it is one of the entity's: anybody can write annotations. */
async function makingOf(makings: Makings, entity: Entity, taskIds: readonly string[]): Promise<Making | undefined> {
  const named = entity.metadata.annotations?.[taskAnnotation]
  if (named !== undefined && taskIds.includes(named)) return makings.find(named)
  // Updates that nobody has merged are not in the repository.
  for (const taskId of taskIds) {
    const making = await makings.find(taskId)
    if (making?.answersOf === making?.taskId) return making
  }
  return undefined
}

async function originOf({ makings, store }: DriftServices, entity: Entity, making: Making): Promise<Origin> {
  const { published } = making
  if (!published) throw new Error('Its task has published no repository, so there is nothing to compare with.')
  const base = await makings.readTree(making.taskId)
  if (!base) throw new Error('What its task has published was too large to be kept.')
  const answers = await store.find(making.answersOf)
  if (!answers) throw new Error('The answers of its task are no longer kept.')
  return { entity, making: { ...making, published }, base, answers }
}

async function render(services: DriftServices, { making, answers }: Origin, credentials: Credentials): Promise<Tree> {
  const mayExecute = await executableActions(services.permissions, credentials)
  return renderNow(services, { making, answers, credentials, mayExecute, signal: services.lifecycle.stopping })
}

async function mergeInto(
  services: DriftServices,
  { making, base }: Origin,
  template: Tree,
): Promise<Pick<Update, 'merge' | 'repository'>> {
  const repository = await services.readRepository(making.published.contentsUrl, services.lifecycle.stopping)
  return { repository, merge: mergeTrees({ base, template, repository }) }
}
