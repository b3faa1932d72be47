import { type Terminal, UsageError } from '@callboard/kernel'
import type { ObjectStore } from '../published/object-store.ts'
import { openStore } from '../published/open-store.ts'
import type { PublisherConfig } from '../published/publisher-config.ts'

/** The flags about stores, as the field's command has them (spec/techdocs.md 7). */
export const storeFlags = {
  'publisher-type': { type: 'string' },
  'storage-name': { type: 'string' },
  azureAccountName: { type: 'string' },
  azureAccountKey: { type: 'string' },
  awsRoleArn: { type: 'string' },
  awsEndpoint: { type: 'string' },
  awsProxy: { type: 'string' },
  awsS3sse: { type: 'string' },
  awsS3ForcePathStyle: { type: 'boolean' },
  awsBucketRootPath: { type: 'string' },
  gcsBucketRootPath: { type: 'string' },
} as const

/** What is said of them in the help. */
export const storeOptions = [
  ['--publisher-type TYPE', 'awsS3, googleGcs, azureBlobStorage, or local.'],
  ['--storage-name NAME', 'The bucket or container; for local the folder.'],
  ['--awsEndpoint URL, --awsS3ForcePathStyle', 'A server that speaks S3.'],
  ['--awsRoleArn ARN, --awsProxy URL, --awsS3sse NAME', 'How S3 is reached; keys come from the environment.'],
  ['--awsBucketRootPath PATH, --gcsBucketRootPath PATH', 'A folder in the bucket.'],
  ['--azureAccountName NAME, --azureAccountKey KEY', 'The storage account; else AZURE_STORAGE_CONNECTION_STRING.'],
] as const

type Values = { [K in keyof typeof storeFlags]?: string | boolean | undefined }

/** @throws UsageError when flags are missing. */
export async function openNamedStore(values: Values, { cwd, env }: Terminal): Promise<ObjectStore> {
  const text = (name: keyof Values) => (typeof values[name] === 'string' ? values[name] : undefined)
  const [type, name] = [text('publisher-type'), text('storage-name')]
  if (!type || !name) throw new UsageError('--publisher-type and --storage-name are needed.')
  return openStore(configOf(type, name), { baseDir: cwd })

  function configOf(kind: string, place: string): PublisherConfig {
    if (kind === 'local') return { type: kind, local: { publishDirectory: place } }
    if (kind === 'awsS3') {
      const awsS3 = {
        ...{ bucketName: place, bucketRootPath: text('awsBucketRootPath'), endpoint: text('awsEndpoint') },
        ...{ httpsProxy: text('awsProxy'), sse: text('awsS3sse') },
        s3ForcePathStyle: values.awsS3ForcePathStyle === true,
        credentials: { roleArn: text('awsRoleArn') },
      }
      return { type: kind, awsS3 }
    }
    if (kind === 'googleGcs')
      return { type: kind, googleGcs: { bucketName: place, bucketRootPath: text('gcsBucketRootPath') } }
    if (kind === 'azureBlobStorage') {
      const accountName = text('azureAccountName')
      const credentials = accountName ? { accountName, accountKey: text('azureAccountKey') } : undefined
      const connectionString = credentials ? undefined : env.AZURE_STORAGE_CONNECTION_STRING
      return { type: kind, azureBlobStorage: { containerName: place, credentials, connectionString } }
    }
    throw new UsageError(
      `There is no publisher of type "${kind}": awsS3, googleGcs, azureBlobStorage and local are there.`,
    )
  }
}
