import { definePlugin } from '@callboard/kernel'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { discoveriesOf, organizationsOf, Providers } from './config.ts'
import { githubDiscovery } from './discovery-provider.ts'
import { githubOrganizations } from './org-provider.ts'
import { githubIngress } from './webhook-ingress.ts'
import { githubRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'github',
  description: 'Finds catalog files on GitHub, reads its people and teams, and listens to its webhooks.',
  config: Providers,
  configKey: 'catalog.providers',
  use: { providers, ingress },
  setup({ config, scm, scheduler, events, clock, log, rootConfig, providers, ingress }) {
    ingress.add(githubIngress(rootConfig))
    providers.add(githubRefresh({ events, scm, log }))
    for (const [id, discovery] of Object.entries(discoveriesOf(config?.github))) {
      providers.add(githubDiscovery({ id, config: discovery, scm, scheduler, events, clock, log }))
    }
    for (const organization of organizationsOf(config?.githubOrg)) {
      providers.add(githubOrganizations({ config: organization, scm, scheduler, events, clock, log }))
    }
  },
})
