import { type Criteria, type TSchema, Type } from '@callboard/model'
import { type Task, taskResource } from '../../model/index.ts'
import type { TaskFilter } from '../tasks/task-store.ts'
import type { LocalRule } from './holds.ts'

/** A rule about tasks that the database can answer, too. Both forms agree: one is made of the other. */
export interface TaskRule extends LocalRule<Task> {
  toFilter(params: Record<string, unknown>): TaskFilter
}

/** The rules about tasks that conditions may name (spec/scaffolder.md 10); the last two are ours. */
export const taskRules: readonly TaskRule[] = [
  rule('IS_TASK_OWNER', 'One of these has made the task.', {
    params: { createdBy: Type.Array(Type.String(), { description: 'Refs of users.' }) },
    toFilter: ({ createdBy }) => ({ createdBy: refs(createdBy) }),
  }),
  rule('HAS_TEMPLATE_ENTITY_REFS', 'The task runs one of these templates.', {
    params: { templateEntityRefs: Type.Array(Type.String(), { description: 'Refs of templates.' }) },
    toFilter: ({ templateEntityRefs }) => ({ template: refs(templateEntityRefs) }),
  }),
  rule('HAS_TEMPLATE_OWNERS', "The task's template belonged to one of these when the task was made.", {
    params: { owners: Type.Array(Type.String(), { description: 'Refs of groups and users.' }) },
    toFilter: ({ owners }) => ({ templateOwner: refs(owners) }),
  }),
]

/**
 * The conditions of a decision as a filter for the list of tasks.
 *
 * @throws Error when they name a rule that there is not, or give it parameters that it does not take.
 */
export function taskFilterOf(criteria: Criteria): TaskFilter {
  if ('allOf' in criteria) return { allOf: criteria.allOf.map(taskFilterOf) }
  if ('anyOf' in criteria) return { anyOf: criteria.anyOf.map(taskFilterOf) }
  if ('not' in criteria) return { not: taskFilterOf(criteria.not) }
  const known = taskRules.find(({ name }) => name === criteria.rule)
  if (!known) throw new Error(`The permission policy names the rule ${criteria.rule}, which tasks do not have.`)
  return known.toFilter(criteria.params ?? {})
}

/** Whether a filter lets a task through. The list of tasks answers the same in SQL. */
export function matchesTask(filter: TaskFilter, task: Task): boolean {
  const isIn = (values: readonly string[], value: string | undefined) => value !== undefined && values.includes(value)
  if ('allOf' in filter) return filter.allOf.every((part) => matchesTask(part, task))
  if ('anyOf' in filter) return filter.anyOf.some((part) => matchesTask(part, task))
  if ('not' in filter) return !matchesTask(filter.not, task)
  if ('createdBy' in filter) return isIn(filter.createdBy, task.createdBy)
  if ('status' in filter) return isIn(filter.status, task.status)
  if ('template' in filter) return isIn(filter.template, task.spec.templateInfo?.entityRef)
  return isIn(filter.templateOwner, task.templateOwner)
}

function rule(
  name: string,
  description: string,
  { params, toFilter }: { params: Record<string, TSchema>; toFilter: TaskRule['toFilter'] },
): TaskRule {
  return {
    name,
    description,
    resourceType: taskResource,
    paramsSchema: Type.Object(params, { additionalProperties: false }),
    toFilter,
    apply: (task, given) => matchesTask(toFilter(given), task),
  }
}

/** Canonical refs are lower case. A policy may be anybody's code, so what it gives is looked at. */
function refs(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((ref) => typeof ref === 'string'))
    throw new Error('The permission policy gave conditions for tasks whose parameters are no lists of refs.')
  return value.map((ref) => ref.toLowerCase())
}
