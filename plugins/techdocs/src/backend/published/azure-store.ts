import { BlobServiceClient, type ContainerClient, RestError, StorageSharedKeyCredential } from '@azure/storage-blob'
import type { ObjectStore } from './object-store.ts'
import { errors } from './published-errors.ts'
import type { PublisherConfig } from './publisher-config.ts'

type AzureConfig = NonNullable<PublisherConfig['azureBlobStorage']>

/** Sites in a container of Azure Blob Storage. */
export function azureStore(config: AzureConfig): ObjectStore {
  const container = open(config)
  return {
    async read(key) {
      try {
        const { etag = '', readableStreamBody } = await container.getBlobClient(key).download()
        const chunks: Buffer[] = []
        for await (const chunk of readableStreamBody ?? []) chunks.push(Buffer.from(chunk))
        return { body: Buffer.concat(chunks), version: etag }
      } catch (error) {
        if (error instanceof RestError && error.statusCode === 404) return undefined
        throw error
      }
    },
    exists: (key) => container.getBlobClient(key).exists(),
    async write(key, body, contentType) {
      await container.getBlockBlobClient(key).uploadData(body, { blobHTTPHeaders: { blobContentType: contentType } })
    },
    async remove(key) {
      await container.getBlobClient(key).deleteIfExists()
    },
    async *list(prefix) {
      for await (const { name } of container.listBlobsFlat({ prefix })) yield name
    },
  }
}

function open({ containerName, connectionString, credentials }: AzureConfig): ContainerClient {
  if (connectionString)
    return BlobServiceClient.fromConnectionString(connectionString).getContainerClient(containerName)
  if (!credentials) throw errors.publisherIncomplete({ type: 'azureBlobStorage' })
  const { accountName, accountKey } = credentials
  const url = `https://${accountName}.blob.core.windows.net`
  const key = accountKey && new StorageSharedKeyCredential(accountName, accountKey)
  return (key ? new BlobServiceClient(url, key) : new BlobServiceClient(url)).getContainerClient(containerName)
}
