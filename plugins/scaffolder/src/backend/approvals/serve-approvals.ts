import type { CoreServices } from '@callboard/kernel'
import { decideApproval, listApprovals, readApproval } from '../../model/routes.ts'
import type { TaskAccess } from '../permissions/task-access.ts'
import type { Approvals } from './approvals.ts'

/**
 * Serves what approvers need. They need no permission to read the task: the template names them, and what they decide
 * about is told here. Of others, only those who may read a task see how it stands with it.
 */
export function serveApprovals(services: {
  http: CoreServices['http']
  approvals: Approvals
  access: TaskAccess
}): void {
  const { http, approvals, access } = services
  http.serve(listApprovals, async ({ credentials }) => ({ items: await approvals.listWaiting(credentials) }))
  http.serve(readApproval, async ({ params: { taskId }, credentials }) => {
    if (!(await approvals.isApprover(taskId, credentials))) await access.find(taskId, credentials)
    return approvals.read(taskId, credentials)
  })
  http.serve(decideApproval, ({ params, body, credentials }) => approvals.decide(params.taskId, body, credentials))
}
