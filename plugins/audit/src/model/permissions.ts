import { basicPermission } from '@callboard/model'

/** Whether somebody may read the audit. */
export const readAudit = basicPermission('audit.record.read', 'read')
