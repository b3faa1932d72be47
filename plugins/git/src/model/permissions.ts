import { basicPermission } from '@callboard/model'

/** Whether somebody may look at the repositories that the portal keeps. */
export const readRepositories = basicPermission('git.repository.read', 'read')
/** Whether somebody may merge what was asked for. */
export const mergeRequests = basicPermission('git.merge-request.merge', 'update')
