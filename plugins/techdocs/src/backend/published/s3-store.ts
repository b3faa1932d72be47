import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ServerSideEncryption,
} from '@aws-sdk/client-s3'
// The part of the S3 client that it takes on roles with itself; the package made for that brings fifteen others.
import { AssumeRoleCommand, STSClient } from '@aws-sdk/nested-clients/sts'
import { HttpsProxyAgent } from 'https-proxy-agent'
import type { ObjectStore } from './object-store.ts'
import type { PublisherConfig } from './publisher-config.ts'
import { below } from './root-path.ts'

type S3Config = NonNullable<PublisherConfig['awsS3']>

/** Sites in a bucket of Amazon S3, or of a server that speaks its protocol. */
export function s3Store(config: S3Config): ObjectStore {
  const { bucketName: Bucket, sse } = config
  const client = new S3Client({
    ...connection(config),
    credentials: credentials(config),
    ...(config.endpoint && { endpoint: config.endpoint }),
    forcePathStyle: config.s3ForcePathStyle ?? false,
    // Servers other than Amazon's refuse the newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return below(config.bucketRootPath, {
    async read(Key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket, Key }))
        return Body && { body: Buffer.from(await Body.transformToByteArray()), version: ETag ?? '' }
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    async exists(Key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket, Key }))
        return true
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
    },
    async write(Key, Body, ContentType) {
      const encryption = sse === undefined ? {} : { ServerSideEncryption: sse as ServerSideEncryption }
      await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ...encryption }))
    },
    async remove(Key) {
      await client.send(new DeleteObjectCommand({ Bucket, Key }))
    },
    async *list(Prefix) {
      let ContinuationToken: string | undefined
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }))
        for (const { Key } of page.Contents ?? []) if (Key) yield Key
        ContinuationToken = page.NextContinuationToken
      } while (ContinuationToken)
    },
  })
}

const connection = ({ region, maxAttempts, httpsProxy }: S3Config) => ({
  ...(region && { region }),
  maxAttempts: maxAttempts ?? 5,
  ...(httpsProxy && { requestHandler: { httpsAgent: new HttpsProxyAgent(httpsProxy) } }),
})

/** Undefined leaves it to the usual chain: environment, profile, the machine's own role. */
function credentials(config: S3Config) {
  const { accessKeyId, secretAccessKey, roleArn } = config.credentials ?? {}
  const own = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined
  if (!roleArn) return own
  const sts = new STSClient({ ...connection(config), ...(own && { credentials: own }) })
  return async () => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'callboard-techdocs' }),
    )
    if (!Credentials?.AccessKeyId || !Credentials.SecretAccessKey) throw new Error(`The role ${roleArn} gave no keys.`)
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      ...(Credentials.SessionToken && { sessionToken: Credentials.SessionToken }),
      ...(Credentials.Expiration && { expiration: Credentials.Expiration }),
    }
  }
}

const isMissing = (error: unknown) =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404
