import { expect, test } from 'vitest'
import { azureEasyAuth } from './azure-easy-auth.ts'
import { nowSeconds, requestWith, running, startTokenSigner } from './fixtures/token-signer.ts'

const tenantId = '11111111-2222-3333-4444-555555555555'
const appService = {
  WEBSITE_SKU: 'Standard',
  WEBSITE_AUTH_ENABLED: 'True',
  WEBSITE_AUTH_TOKEN_STORE: 'true',
  WEBSITE_AUTH_CLIENT_ID: 'callboard',
  WEBSITE_AUTH_OPENID_ISSUER: `https://sts.windows.net/${tenantId}/v2.0`,
}
const methodIn = (env: Record<string, string | undefined>) => azureEasyAuth((name) => env[name])
const tokenHeader = 'x-ms-token-aad-id-token'

test.each([
  { without: 'WEBSITE_SKU', complaint: 'works only in Azure App Service' },
  { without: 'WEBSITE_AUTH_ENABLED', complaint: 'WEBSITE_AUTH_ENABLED is not "True"' },
  { without: 'WEBSITE_AUTH_TOKEN_STORE', complaint: 'WEBSITE_AUTH_TOKEN_STORE is not "True"' },
  { without: 'WEBSITE_AUTH_CLIENT_ID', complaint: 'clientId is missing' },
  { without: 'WEBSITE_AUTH_OPENID_ISSUER', complaint: 'tenantId is missing' },
])('without $without it does not start, for then anybody could send the headers', async ({ without, complaint }) => {
  const start = (env: Record<string, string | undefined>) => running(methodIn(env), {})
  await expect(start({ ...appService, [without]: undefined })).rejects.toThrow(complaint)
  await expect(start(appService)).resolves.toBeDefined()
})

test('authentication that is switched off is not taken for switched on', async () => {
  const env = { ...appService, WEBSITE_AUTH_ENABLED: 'False' }
  await expect(running(methodIn(env), {})).rejects.toThrow('WEBSITE_AUTH_ENABLED')
})

test('what App Service says of tenant and app holds, in both versions of tokens', async () => {
  await using server = await startTokenSigner('RS256')
  const method = await running(methodIn(appService), { jwksUrl: `${server.url}/keys/jwks` })
  const identify = async (claims: object) =>
    method.identify(
      requestWith({
        [tokenHeader]: await server.sign({ aud: 'callboard', oid: 'o1', exp: nowSeconds() + 60, ...claims }),
        'x-ms-token-aad-access-token': 'abc',
      }),
    )
  for (const iss of [`https://login.microsoftonline.com/${tenantId}/v2.0`, `https://sts.windows.net/${tenantId}/`]) {
    await expect(identify({ iss })).resolves.toMatchObject({ claims: { oid: 'o1' }, session: { accessToken: 'abc' } })
  }
  const foreign = tenantId.replace('1', '9')
  for (const iss of [`https://login.microsoftonline.com/${foreign}/v2.0`, `https://sts.windows.net/${foreign}/`]) {
    await expect(identify({ iss, tid: tenantId })).rejects.toThrow('unexpected "iss"')
  }
})

test('people are found by their object id', () => {
  const { query } = methodIn({}).resolvers?.idMatchingUserEntityAnnotation ?? {}
  expect(query?.({ profile: {}, claims: { oid: 'o1' } })).toEqual({
    annotation: 'graph.microsoft.com/user-id',
    value: 'o1',
  })
  expect(query?.({ profile: {}, claims: {} })).toEqual({ missing: 'the provider told no claim "oid"' })
})
