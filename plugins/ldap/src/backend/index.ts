import { definePlugin } from '@callboard/kernel'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { Providers } from './org-config.ts'
import { ldapMethod } from './sign-in.ts'

export default definePlugin({
  id: 'ldap',
  description: 'Sign-in by an LDAP directory, and its people and groups in the catalog.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(ldapMethod),
  use: { providers, signInMethods },
  async setup({ config, scheduler, clock, log, providers, signInMethods }) {
    signInMethods.add(ldapMethod)
    if (!config?.ldapOrg) return
    const { ldapOrganization } = await import('./org-provider.ts')
    for (const [id, organization] of Object.entries(config.ldapOrg)) {
      providers.add(ldapOrganization({ id, config: organization, scheduler, clock, log }))
    }
  },
})
