import type { ClientOptions } from '@opensearch-project/opensearch'
import type { OpenSearchSettings } from './opensearch-config.ts'

/** A request to the cluster, its path from the root on. */
export interface ClusterRequest {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  query?: Readonly<Record<string, string>>
  body?: object
  /** One action or document each. */
  lines?: readonly object[]
}

/** Sends requests. */
export interface Connection {
  /**
   * @returns undefined when the cluster knows no such thing (404).
   * @throws Error with the reason that the cluster gives.
   */
  ask<Reply>(request: ClusterRequest): Promise<Reply | undefined>
  /** What has been written can be found from now on, and not before. Serverless clusters cannot be told so. */
  canRefresh: boolean
}

/** Connects with the first request: the client is loaded by those who have a cluster, and then only. */
export function connectTo(settings: OpenSearchSettings): Connection {
  let opening: ReturnType<typeof openClient> | undefined
  return {
    canRefresh: settings.service !== 'aoss',
    async ask<Reply>({ method, path, query = {}, body, lines }: ClusterRequest) {
      opening ??= openClient(settings)
      const client = await opening
      const content = lines ? { bulkBody: [...lines] } : body ? { body } : {}
      const { statusCode, body: reply } = await client.transport.request(
        { method, path, querystring: { ...query }, ...content },
        { ignore: [404] },
      )
      // What the cluster answers to this request, by its documentation.
      return statusCode === 404 ? undefined : (reply as Reply)
    },
  }
}

async function openClient(settings: OpenSearchSettings) {
  const { Client } = await import('@opensearch-project/opensearch')
  return new Client(await clientOptionsOf(settings))
}

/** @throws Error naming the key that is missing. */
export async function clientOptionsOf(settings: OpenSearchSettings): Promise<ClientOptions> {
  const { provider, auth, region, service = 'es', clientOptions } = settings
  const options: ClientOptions = { ...clientOptions, node: nodeOf(settings) }
  if (provider === 'aws') {
    if (!region) throw new Error('search.elasticsearch.region is missing: requests to AWS are signed for a region.')
    const { AwsSigv4Signer } = await import('@opensearch-project/opensearch/aws-v3')
    return { ...options, ...AwsSigv4Signer({ region, service }) }
  }
  if (auth?.apiKey) return { ...options, headers: { ...options.headers, authorization: `ApiKey ${auth.apiKey}` } }
  if (auth?.username === undefined) return options
  return { ...options, auth: { username: auth.username, password: auth.password ?? '' } }
}

function nodeOf({ node, cloudId }: OpenSearchSettings): string {
  if (node) return node
  if (!cloudId) throw new Error('search.elasticsearch.node is missing: the URL of the cluster.')
  // name:base64(domain$cluster$dashboards)
  const [domain = '', cluster] = Buffer.from(cloudId.slice(cloudId.indexOf(':') + 1), 'base64')
    .toString()
    .split('$')
  if (!cluster) throw new Error('search.elasticsearch.cloudId is not one: copy it from the page of the deployment.')
  const [host, port = '443'] = domain.split(':')
  return `https://${cluster}.${host}:${port}`
}
