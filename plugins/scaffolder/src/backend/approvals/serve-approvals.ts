import type { CoreServices } from '@callboard/kernel'
import { decideApproval, listApprovals, readApproval } from '../../model/routes.ts'
import type { Approvals } from './approvals.ts'

/**
 * Serves what approvers need. They need no permission to read the task: the template names them, and what they decide
 * about is told here.
 */
export function serveApprovals({ http, approvals }: { http: CoreServices['http']; approvals: Approvals }): void {
  http.serve(listApprovals, async ({ credentials }) => ({ items: await approvals.listWaiting(credentials) }))
  http.serve(readApproval, ({ params, credentials }) => approvals.read(params.taskId, credentials))
  http.serve(decideApproval, ({ params, body, credentials }) => approvals.decide(params.taskId, body, credentials))
}
