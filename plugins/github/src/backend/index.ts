import { definePlugin } from '@callboard/kernel'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { discoveriesOf, organizationsOf, Providers } from './config.ts'
import { githubDiscovery } from './discovery-provider.ts'
import { githubOrganizations } from './org-provider.ts'
import { githubSignIn } from './sign-in.ts'
import { githubIngress } from './webhook-ingress.ts'
import { githubRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'github',
  description:
    'Finds catalog files on GitHub, reads its people and teams, listens to its webhooks, and signs people in.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(githubSignIn),
  use: { providers, ingress, signInMethods },
  setup({ config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods }) {
    signInMethods.add(githubSignIn)
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
