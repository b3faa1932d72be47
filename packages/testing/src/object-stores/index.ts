export { startAzureBlobServer } from './azure-blob-server.ts'
export { startGcsServer } from './gcs-server.ts'
export type { ObjectServer } from './object-server.ts'
export { startS3Server } from './s3-server.ts'
