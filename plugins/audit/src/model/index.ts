export { errors } from './errors.ts'
export { readAudit } from './permissions.ts'
export { exportRecords, listRecords, StoredRecord, type StoredRecordValue } from './routes.ts'
