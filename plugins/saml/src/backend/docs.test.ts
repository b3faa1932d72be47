import auth from '@callboard/plugin-auth/backend'
import { configsIn, selfSignedCertificate, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import saml from './index.ts'

const page = new URL('../../../../docs/auth/saml.md', import.meta.url).pathname
const configs = await configsIn(page, { SAML_CERT: selfSignedCertificate('idp.acme.example').certificate })

test('the page shows configs', () => {
  expect(configs).toHaveLength(2)
})

test.each(configs)('a portal in production starts with $at, and people can sign in', async ({ config }) => {
  await using portal = await startPortal({ plugins: [auth, saml], config, isDevelopment: false })
  const reply = await portal.fetch('/api/auth/v1/providers', { as: 'nobody' })
  expect(await reply.json()).toMatchObject({ providers: [{ id: 'saml', type: 'redirect', signsIn: true }] })
  const start = await portal.fetch('/api/auth/saml/start?env=production', { as: 'nobody', redirect: 'manual' })
  expect(start.headers.get('location')).toMatch(/^https:\/\/idp\.acme\.example\/sso\/saml\?SAMLRequest=/)
})
