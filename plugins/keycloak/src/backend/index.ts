import { definePlugin } from '@callboard/kernel'
import { providers } from '@callboard/plugin-catalog'
import { organizationsOf, Providers } from './config.ts'
import { keycloakOrganization } from './org-provider.ts'

export default definePlugin({
  id: 'keycloak',
  description: 'Reads people and groups of a Keycloak realm.',
  config: Providers,
  configKey: 'catalog.providers',
  use: { providers },
  setup({ config, scheduler, clock, log, providers }) {
    for (const [id, organization] of Object.entries(organizationsOf(config?.keycloakOrg))) {
      providers.add(keycloakOrganization({ id, config: organization, scheduler, clock, log }))
    }
  },
})
