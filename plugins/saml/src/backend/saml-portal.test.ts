import { definePlugin } from '@callboard/kernel'
import { people } from '@callboard/plugin-auth'
import auth from '@callboard/plugin-auth/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import { startSamlIdp, type TestSamlIdp } from '@callboard/testing/saml-idp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import saml from './index.ts'

const crew = definePlugin({
  id: 'crew',
  use: { people },
  setup: (context) =>
    context.people.add({
      async find(query) {
        const isAda = 'name' in query && query.name === 'ada'
        const ownershipEntityRefs = ['user:default/ada', 'group:default/crew']
        return isAda ? [{ userEntityRef: 'user:default/ada', ownershipEntityRefs }] : []
      },
    }),
})

let idp: TestSamlIdp
let portal: TestPortal
beforeAll(async () => {
  idp = await startSamlIdp()
  const block = {
    entryPoint: idp.entryPoint,
    issuer: 'https://portal.example',
    cert: idp.certificate,
    signIn: {
      resolvers: [{ resolver: 'usernameMatchingUserEntityName' }],
      allow: { claim: 'groups', anyOf: ['crew'] },
    },
  }
  portal = await startPortal({ plugins: [auth, saml, crew], config: { auth: { providers: { saml: block } } } })
})
afterAll(async () => {
  await portal?.stop()
  await idp?.stop()
})

/** The form of a page that sends the browser on. */
function formOf(html: string): { action: string; fields: URLSearchParams } {
  const plain = (text = '') =>
    text.replace(/&#(\d+);|&quot;|&amp;/g, (escaped, code) =>
      code ? String.fromCharCode(code) : escaped === '&amp;' ? '&' : '"',
    )
  const inputs = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  const fields = new URLSearchParams(Object.fromEntries(inputs.map(([, name, value]) => [plain(name), plain(value)])))
  return { action: plain(/action="([^"]*)"/.exec(html)?.[1]), fields }
}

const post = (action: string, body: URLSearchParams, cookie?: string) =>
  fetch(action, { method: 'POST', body, headers: cookie ? { cookie } : {} })

/** What the page in the popup tells the portal. */
async function told(page: Response) {
  const data = /data-message="([^"]*)"/.exec(await page.text())?.[1]
  return JSON.parse(decodeURIComponent(data ?? '{}'))
}

/** Goes to the identity provider and comes back with what it answers, and with the cookie of the attempt. */
async function visitIdp() {
  const start = await fetch(`${portal.url}/api/auth/saml/start?env=development`, { redirect: 'manual' })
  const cookie = start.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const page = await fetch(start.headers.get('location') ?? '')
  return { cookie, answer: formOf(await page.text()) }
}

describe('a sign-in in a browser', () => {
  test('comes back from the site of the identity provider, which sends no cookies, and ends in the portal', async () => {
    const { cookie, answer } = await visitIdp()
    const between = await post(answer.action, answer.fields)
    const again = formOf(await between.text())
    expect(again.action).toBe(`${portal.url}/api/auth/saml/handler/frame`)
    const { response } = await told(await post(again.action, again.fields, cookie))
    expect(response.profile).toEqual({ email: 'ada@acme.example', displayName: 'Ada Lovelace' })
    expect(response.backstageIdentity.identity.ownershipEntityRefs).toEqual(['user:default/ada', 'group:default/crew'])
    expect(response.providerInfo).toEqual({})
  })

  test('happens once: a replayed answer is refused, with the cookie of its attempt and with that of another', async () => {
    const { cookie, answer } = await visitIdp()
    const outcome = async (withCookie: string) => {
      const { response, error } = await told(await post(answer.action, answer.fields, withCookie))
      return response ? 'signed in' : error.name
    }
    expect(await outcome(cookie)).toBe('signed in')
    expect(await outcome(cookie)).toBe('NotAllowedError')
    expect(await outcome((await visitIdp()).cookie)).toBe('NotAllowedError')
  })

  test('the answer for another attempt is refused under the state of this one', async () => {
    const [mine, theirs] = [await visitIdp(), await visitIdp()]
    const mixed = new URLSearchParams(mine.answer.fields)
    mixed.set('SAMLResponse', theirs.answer.fields.get('SAMLResponse') ?? '')
    const { error } = await told(await post(mine.answer.action, mixed, mine.cookie))
    expect(error.message).toContain('InResponseTo is not valid')
  })

  test('people without the group that may sign in are refused', async () => {
    const { person } = idp
    idp.person = { ...person, attributes: { ...person.attributes, groups: 'passengers' } }
    const { cookie, answer } = await visitIdp()
    idp.person = person
    const { error } = await told(await post(answer.action, answer.fields, cookie))
    expect(error.name).toBe('NotAllowedError')
  })
})

test('the metadata names the portal and where it takes answers', async () => {
  const reply = await portal.fetch('/api/saml/metadata', { as: 'nobody' })
  const text = await reply.text()
  expect(reply.headers.get('content-type')).toBe('application/samlmetadata+xml')
  expect(text).toContain('entityID="https://portal.example"')
  expect(text).toContain(`Location="${portal.url}/api/auth/saml/handler/frame"`)
})

test('without SAML there is no metadata', async () => {
  await using other = await startPortal({ plugins: [auth, saml] })
  expect((await other.fetch('/api/saml/metadata', { as: 'nobody' })).status).toBe(404)
})
