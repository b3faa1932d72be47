import type { CoreServices, Credentials } from '@callboard/kernel'
import type { ResourcePermission } from '@callboard/model'
import { errors, readTask, type Task } from '../../model/index.ts'
import type { TaskFilter, TaskStore } from '../tasks/task-store.ts'
import { holds } from './holds.ts'
import { taskFilterOf, taskRules } from './task-rules.ts'

/** Answers which tasks a caller may see and cancel. */
export interface TaskAccess {
  /** Those that the caller may read; undefined: all. */
  readable(credentials: Credentials): Promise<TaskFilter | undefined>
  /** @throws `scaffolder/unknown-task`, and `permission/denied` when the caller may not read it. */
  find(taskId: string, credentials: Credentials): Promise<Task>
  isAllowed(credentials: Credentials, permission: ResourcePermission, task: Task): Promise<boolean>
  /** @throws `permission/denied` */
  require(credentials: Credentials, permission: ResourcePermission, task: Task): Promise<void>
}

/** Conditions are evaluated here, without loading the task a second time. */
export function createTaskAccess(permissions: CoreServices['permissions'], store: TaskStore): TaskAccess {
  const access: TaskAccess = {
    async readable(credentials) {
      const decision = await permissions.decide(credentials, readTask)
      if (decision.result === 'CONDITIONAL') return taskFilterOf(decision.conditions)
      return decision.result === 'ALLOW' ? undefined : { anyOf: [] }
    },
    async find(taskId, credentials) {
      // Whoever may read no task at all is not told either which there are.
      const { result } = await permissions.decide(credentials, readTask)
      if (result === 'DENY') await permissions.require(credentials, readTask, taskId)
      const task = await store.find(taskId)
      if (!task) throw errors.unknownTask({ taskId })
      await access.require(credentials, readTask, task)
      return task
    },
    async isAllowed(credentials, permission, task) {
      const decision = await permissions.decide(credentials, permission)
      return decision.result === 'CONDITIONAL'
        ? holds(decision.conditions, task, taskRules)
        : decision.result === 'ALLOW'
    },
    async require(credentials, permission, task) {
      if (await access.isAllowed(credentials, permission, task)) return
      // Comes to the same answer, and knows how to tell it.
      await permissions.require(credentials, permission, task.id)
    },
  }
  return access
}
