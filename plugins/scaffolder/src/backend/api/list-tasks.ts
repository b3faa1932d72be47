import { canonicalEntityRef } from '@callboard/model'
import { errors, type TaskStatus } from '../../model/index.ts'
import type { TaskFilter, TaskOrder } from '../tasks/task-store.ts'

/** The parameters of the list (spec/scaffolder.md 8.4). */
export interface TaskQuery {
  createdBy?: readonly string[]
  status?: readonly string[]
  templateRef?: readonly string[]
}

/** What of the tasks is asked for, of those that may be read. */
export function taskFilter(query: TaskQuery, readable: TaskFilter | undefined): TaskFilter {
  const { createdBy, status, templateRef } = query
  return {
    allOf: [
      ...(readable ? [readable] : []),
      ...(createdBy ? [{ createdBy: createdBy.map((ref) => ref.toLowerCase()) }] : []),
      // A status that there is not is one that no task has.
      ...(status ? [{ status: status as readonly TaskStatus[] }] : []),
      ...(templateRef
        ? [{ template: templateRef.map((ref) => canonicalEntityRef(ref, { defaultKind: 'template' })) }]
        : []),
    ],
  }
}

const fields: readonly string[] = ['created_at', 'status', 'created_by'] satisfies TaskOrder['field'][]

/** @throws `scaffolder/malformed-order` */
export function taskOrder(order: readonly string[] = []): TaskOrder[] {
  return order.map((text) => {
    const [direction, field = '', ...more] = text.split(':')
    const isSound = (direction === 'asc' || direction === 'desc') && fields.includes(field) && more.length === 0
    if (!isSound) throw errors.malformedOrder({ order: text })
    return { direction, field: field as TaskOrder['field'] } // one of the list, as was just seen
  })
}
