import { createSign, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { awsAlb, regionalUrl } from './aws-alb.ts'
import { nowSeconds, requestWith, running, startTokenSigner } from './fixtures/token-signer.ts'

const signer = 'arn:aws:elasticloadbalancing:eu-west-1:1234:loadbalancer/app/portal/1'
const issuer = 'https://login.example.com'
const claims = () => ({ iss: issuer, sub: 'u1', email: 'ada@example.com', name: 'Ada', exp: nowSeconds() + 60 })
const dataHeader = 'x-amzn-oidc-data'

async function start() {
  const server = await startTokenSigner('ES256')
  const method = await running(awsAlb, { region: 'eu-west-1', signer, issuer, publicKeysUrl: `${server.url}/keys` })
  const identify = async (head: object, headers: Record<string, string> = {}) =>
    method.identify(requestWith({ ...headers, [dataHeader]: await server.sign(claims(), head) }))
  return { server, method, identify, [Symbol.asyncDispose]: server.stop }
}

test.each([
  { attack: 'a token that another load balancer of the region has signed', head: { signer: `${signer}0` } },
  { attack: 'a token that says not who has signed it', head: {} },
])('$attack is refused, and no key is read for it', async ({ head }) => {
  await using alb = await start()
  await expect(alb.identify(head)).rejects.toThrow('another load balancer has signed it')
  expect(alb.server.requests).toEqual([])
  await expect(alb.identify({ signer })).resolves.toMatchObject({ profile: { email: 'ada@example.com' } })
})

test.each(['../../jwks', 'key-1/../key-1', 'key-1?x', 'http://evil.example.com', ''])(
  'a key id that leads elsewhere (%s) is refused, and nothing is read',
  async (kid) => {
    await using alb = await start()
    const [, payload, signature] = (await alb.server.sign(claims(), { signer })).split('.')
    const head = Buffer.from(JSON.stringify({ alg: 'ES256', kid, signer })).toString('base64url')
    const request = requestWith({ [dataHeader]: `${head}.${payload}.${signature}` })
    await expect(alb.method.identify(request)).rejects.toThrow('it names no key')
    expect(alb.server.requests).toEqual([])
    await expect(alb.identify({ signer })).resolves.toBeDefined()
  },
)

test('a token in padded base64, as load balancers write it, is read', async () => {
  await using alb = await start()
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  alb.server.intercept = () => ({ body: pem })
  const padded = (bytes: string | Buffer) =>
    Buffer.from(bytes).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
  const head = { typ: 'JWT', kid: 'padded', alg: 'ES256', iss: issuer, signer, exp: nowSeconds() + 60 }
  const signed = `${padded(JSON.stringify(head))}.${padded(JSON.stringify({ ...claims(), note: 'padding' }))}`
  expect(signed).toContain('=')
  const signature = createSign('SHA256').update(signed).sign({ key: privateKey, dsaEncoding: 'ieee-p1363' })
  const request = requestWith({ [dataHeader]: `${signed}.${padded(signature)}` })
  await expect(alb.method.identify(request)).resolves.toMatchObject({
    profile: { email: 'ada@example.com', displayName: 'Ada' },
  })
})

test('a key that could not be read is read again for the next person', async () => {
  await using alb = await start()
  alb.server.intercept = () => ({ status: 503, body: 'away' })
  await expect(alb.identify({ signer })).rejects.toThrow(/its key could not be read, 127\.0\.0\.1:\d+ says 503/)
  alb.server.intercept = undefined
  await expect(alb.identify({ signer })).resolves.toBeDefined()
})

test('a new key of the load balancer is read when it comes', async () => {
  await using alb = await start()
  await alb.identify({ signer })
  await alb.server.addKey('key-2')
  await expect(alb.identify({ signer, kid: 'key-2' })).resolves.toBeDefined()
  expect(alb.server.requests).toEqual(['GET /keys/key-1 200', 'GET /keys/key-2 200'])
})

test('the access token goes to the browser, and a second one is refused', async () => {
  await using alb = await start()
  const { session } = await alb.identify({ signer }, { 'x-amzn-oidc-accesstoken': 'abc' })
  expect(session).toEqual({ accessToken: 'abc', scope: '' })
  await expect(alb.identify({ signer }, { 'x-amzn-oidc-accesstoken': 'abc, def' })).rejects.toThrow('more than once')
})

test.each([
  ['eu-west-1', 'https://public-keys.auth.elb.eu-west-1.amazonaws.com'],
  ['us-gov-west-1', 'https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1'],
  ['cn-north-1', 'https://public-keys.auth.elb.cn-north-1.amazonaws.com.cn'],
])('the keys of %s are at %s', (region, url) => {
  expect(regionalUrl(region)).toBe(url)
})
