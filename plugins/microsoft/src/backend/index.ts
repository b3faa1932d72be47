import { definePlugin } from '@callboard/kernel'
import { providers } from '@callboard/plugin-catalog'
import { organizationsOf, Providers } from './config.ts'
import { microsoftOrganization } from './org-provider.ts'

export default definePlugin({
  id: 'microsoft',
  description: 'Reads people and groups of Microsoft Entra ID.',
  config: Providers,
  configKey: 'catalog.providers',
  use: { providers },
  setup({ config, scheduler, clock, log, providers }) {
    for (const [id, organization] of Object.entries(organizationsOf(config?.microsoftGraphOrg))) {
      providers.add(microsoftOrganization({ id, config: organization, scheduler, clock, log }))
    }
  },
})
