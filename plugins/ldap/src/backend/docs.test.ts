import auth from '@callboard/plugin-auth/backend'
import { configsIn, startPortal } from '@callboard/testing'
import { recordingCatalog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import ldap from './index.ts'

const page = new URL('../../../../docs/organisation/ldap.md', import.meta.url).pathname
const configs = await configsIn(page, { LDAP_SECRET: 'secret' })

test('the page shows configs', () => {
  expect(configs).toHaveLength(2)
})

test.each(configs)('a portal in production starts with $at, and reads the directory', async ({ config }) => {
  const catalog = recordingCatalog()
  await using _ = await startPortal({ plugins: [auth, catalog.plugin, ldap], config, isDevelopment: false })
  // There is no such directory here: what matters is that it is tried.
  await catalog.until(() => catalog.failures.some(({ provider }) => provider === 'LdapOrgEntityProvider:default'))
  expect(String(catalog.failures[0]?.error)).toMatch(/^Error: The directory ldaps:.* could not be reached/)
})
