import type { CoreServices } from '@callboard/kernel'
import {
  actionResource,
  cancelTask,
  errors,
  executeAction,
  readParameters,
  readSteps,
  readTask,
  type Task,
  taskResource,
  templateResource,
} from '../../model/index.ts'
import type { TaskStore } from '../tasks/task-store.ts'
import { actionRules } from './action-rules.ts'
import { partRules } from './part-rules.ts'
import type { TaskAccess } from './task-access.ts'
import { taskRules } from './task-rules.ts'

/** Declares what policies may decide about. Only tasks have refs: their ids. */
export function registerResources(
  permissions: CoreServices['permissions'],
  { store, access }: { store: TaskStore; access: TaskAccess },
): void {
  permissions.register<Task>({
    resourceType: taskResource,
    permissions: [readTask, cancelTask],
    rules: [...taskRules],
    async load(ids, caller) {
      const tasks = await Promise.all(ids.map((id) => store.find(id)))
      if (!caller) return tasks
      const isReadable = await Promise.all(tasks.map((task) => task && access.isAllowed(caller, readTask, task)))
      return tasks.map((task, index) => (isReadable[index] ? task : undefined))
    },
  })
  permissions.register({
    resourceType: templateResource,
    permissions: [readParameters, readSteps],
    rules: [...partRules],
    load: () => Promise.reject(errors.notByRef({ resourceType: templateResource })),
  })
  permissions.register({
    resourceType: actionResource,
    permissions: [executeAction],
    rules: [...actionRules],
    load: () => Promise.reject(errors.notByRef({ resourceType: actionResource })),
  })
}
