import { Secret, type Static, Type } from '@callboard/kernel'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const rootPath = text('A folder in the bucket that all sites are in.')

/** `techdocs.publisher` (spec/techdocs.md 5 and 10): where sites are that others built. */
export const PublisherConfig = Type.Object(
  {
    type: Type.Union(
      [Type.Literal('local'), Type.Literal('awsS3'), Type.Literal('googleGcs'), Type.Literal('azureBlobStorage')],
      { default: 'local', description: 'The kind of place.' },
    ),
    local: Type.Optional(
      Type.Object({ publishDirectory: text('A folder of this machine. Default: techdocs below .callboard.') }),
    ),
    awsS3: Type.Optional(
      Type.Object({
        bucketName: Type.String({ minLength: 1, description: 'The bucket.' }),
        bucketRootPath: rootPath,
        region: text('The region of the bucket. Default: as the machine says.'),
        endpoint: text('Of a server that speaks S3: `https://minio.example.com`.'),
        s3ForcePathStyle: Type.Optional(
          Type.Boolean({
            description: 'The bucket stands in the path and not in the host: most servers but Amazon’s.',
          }),
        ),
        sse: text('Encryption on the server: `AES256`, `aws:kms`.'),
        httpsProxy: text('A proxy on the way: `http://proxy.example.com:8080`.'),
        maxAttempts: Type.Optional(Type.Integer({ minimum: 1, default: 5, description: 'Tries of one call.' })),
        credentials: Type.Optional(
          Type.Object({
            accessKeyId: text('Default: whatever the machine has, by the usual chain.'),
            secretAccessKey: Type.Optional(Secret({ description: 'Belongs to accessKeyId.' })),
            roleArn: text('A role to take on.'),
          }),
        ),
      }),
    ),
    googleGcs: Type.Optional(
      Type.Object({
        bucketName: Type.String({ minLength: 1, description: 'The bucket.' }),
        bucketRootPath: rootPath,
        projectId: text('Of the bucket. Default: as the credentials say.'),
        credentials: Type.Optional(
          Secret({ description: 'The JSON of a service account’s key. Default: whatever the machine has.' }),
        ),
        endpoint: text('Of a server that speaks Google’s API. Ours, for emulators.'),
      }),
    ),
    azureBlobStorage: Type.Optional(
      Type.Object({
        containerName: Type.String({ minLength: 1, description: 'The container.' }),
        connectionString: Type.Optional(Secret({ description: 'As the portal of Azure shows it.' })),
        credentials: Type.Optional(
          Type.Object({
            accountName: Type.String({ minLength: 1, description: 'The storage account.' }),
            accountKey: Type.Optional(
              Secret({ description: 'Its key. Without, the container must let anybody read.' }),
            ),
          }),
        ),
      }),
    ),
  },
  { description: 'Where sites are that were built elsewhere, or by `callboard techdocs publish`.' },
)

/** The config of a publisher. */
export type PublisherConfig = Static<typeof PublisherConfig>
