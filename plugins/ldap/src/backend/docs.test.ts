import auth from '@callboard/plugin-auth/backend'
import { configsIn, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import ldap from './index.ts'

const docs = new URL('../../../../docs/', import.meta.url).pathname
const env = { LDAP_SECRET: 'secret' }
const signInConfigs = await configsIn(`${docs}auth/ldap.md`, env)
const organisationConfigs = await configsIn(`${docs}organisation/ldap.md`, env)

test('the pages show configs', () => {
  expect([signInConfigs.length, organisationConfigs.length]).toEqual([3, 2])
})

test.each(signInConfigs)('a portal in production starts with $at, and people can sign in', async ({ config }) => {
  await using portal = await startPortal({
    plugins: [auth, recordingCatalog().plugin, ldap],
    config,
    isDevelopment: false,
  })
  const reply = await portal.fetch('/api/auth/v1/providers', { as: 'nobody' })
  expect(await reply.json()).toMatchObject({ providers: [{ id: 'ldap', type: 'form', signsIn: true }] })
})

test.each(organisationConfigs)(
  'a portal in production starts with $at, and reads the directory',
  async ({ config }) => {
    const catalog = recordingCatalog()
    await using _ = await startPortal({ plugins: [auth, catalog.plugin, ldap], config, isDevelopment: false })
    // There is no such directory here: what matters is that it is tried.
    await catalog.until(() => catalog.failures.some(({ provider }) => provider === 'LdapOrgEntityProvider:default'))
    expect(String(catalog.failures[0]?.error)).toMatch(/^Error: The directory ldaps:.* could not be reached/)
  },
)
