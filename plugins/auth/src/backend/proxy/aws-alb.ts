import { type Static, Type } from '@callboard/kernel'
import type { CryptoKey, JWTHeaderParameters, JWTVerifyGetKey } from 'jose'
import { defineSignInMethod } from '../../model/provider-config.ts'
import { profileOf } from '../oauth/oidc-flow.ts'
import { checkToken } from './check-token.ts'
import { requiredHeader, singleHeader } from './single-header.ts'

const config = {
  region: Type.String({
    pattern: '^[a-z0-9-]+$',
    description: 'The AWS region of the load balancer, whose keys are read.',
  }),
  signer: Type.String({
    pattern: '^arn:',
    description:
      'The ARN of the load balancer. Without it, a token that any other load balancer of the region has signed would do.',
  }),
  issuer: Type.String({
    description: 'The "iss" of the tokens: the issuer that the load balancer signs people in with.',
  }),
  publicKeysUrl: Type.Optional(
    Type.String({
      format: 'uri',
      description: 'Where the keys are, by id. Default: the address of AWS in the region.',
    }),
  ),
}

type AwsAlbConfig = Static<ReturnType<typeof Type.Object<typeof config>>>

const dataHeader = 'x-amzn-oidc-data'

/** Sign-in by an Application Load Balancer of AWS, which signs the claims itself. */
export const awsAlb = defineSignInMethod({
  id: 'awsalb',
  title: 'AWS load balancer',
  hasEnvironments: false,
  config,
  create({ config, nowMs }) {
    const key = albKeys(config)
    return {
      type: 'proxy',
      async identify(request) {
        const token = requiredHeader(request, dataHeader)
        const rule = { header: dataHeader, key, algorithm: 'ES256', issuer: config.issuer, nowMs: nowMs() } as const
        const { claims } = await checkToken(token, rule)
        const accessToken = singleHeader(request, 'x-amzn-oidc-accesstoken')
        return {
          profile: profileOf(claims),
          claims,
          ...(accessToken && { session: { accessToken, scope: '' } }),
        }
      },
    }
  },
})

/** The keys of a region, which all its load balancers share: who signed is looked at before a key is even read. */
function albKeys({ region, signer, publicKeysUrl = regionalUrl(region) }: AwsAlbConfig): JWTVerifyGetKey {
  const keys = new Map<string, Promise<CryptoKey>>()
  return (head: JWTHeaderParameters) => {
    if (head.signer !== signer) throw new Error('another load balancer has signed it.')
    const { kid } = head
    // It becomes a part of an address.
    if (kid === undefined || !/^[\w-]{1,64}$/.test(kid)) throw new Error('it names no key.')
    const known = keys.get(kid)
    if (known) return known
    const read = readKey(`${publicKeysUrl.replace(/\/$/, '')}/${kid}`)
    keys.set(kid, read)
    read.catch(() => keys.delete(kid))
    return read
  }
}

async function readKey(url: string): Promise<CryptoKey> {
  const { importSPKI } = await import('jose')
  const reply = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(5_000) })
  if (!reply.ok) throw new Error(`its key could not be read, ${new URL(url).host} says ${reply.status}.`)
  return importSPKI(await reply.text(), 'ES256')
}

/** Where AWS publishes the keys of a region. GovCloud and China have addresses of their own. */
export function regionalUrl(region: string): string {
  if (region.startsWith('us-gov-')) return `https://s3-${region}.amazonaws.com/aws-elb-public-keys-prod-${region}`
  return `https://public-keys.auth.elb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
}
