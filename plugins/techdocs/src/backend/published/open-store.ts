import { join, resolve } from 'node:path'
import { localStore } from './local-store.ts'
import type { ObjectStore } from './object-store.ts'
import { errors } from './published-errors.ts'
import type { PublisherConfig } from './publisher-config.ts'

/**
 * Opens the store that the config names. The clients of clouds are loaded here, and only the one that is wanted.
 *
 * @param baseDir - Where relative folders start.
 * @throws `techdocs/publisher-incomplete` when the block of the chosen type is missing.
 */
export async function openStore(config: PublisherConfig, { baseDir }: { baseDir: string }): Promise<ObjectStore> {
  const block = <T>(value: T | undefined): T => {
    if (value === undefined) throw errors.publisherIncomplete({ type: config.type })
    return value
  }
  switch (config.type) {
    case 'local':
      return localStore(resolve(baseDir, config.local?.publishDirectory ?? join('.callboard', 'techdocs')))
    case 'awsS3': {
      const { s3Store } = await import('./s3-store.ts')
      return s3Store(block(config.awsS3))
    }
    case 'googleGcs': {
      const { gcsStore } = await import('./gcs-store.ts')
      return gcsStore(block(config.googleGcs))
    }
    case 'azureBlobStorage': {
      const { azureStore } = await import('./azure-store.ts')
      return azureStore(block(config.azureBlobStorage))
    }
  }
}
