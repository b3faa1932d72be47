import { definePlugin } from '@callboard/kernel'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { Providers } from './config.ts'
import { giteaDiscovery } from './discovery-provider.ts'
import { giteaOrganizations } from './org-provider.ts'
import { giteaSignIn } from './sign-in.ts'
import { giteaIngress } from './webhook-ingress.ts'
import { giteaRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'gitea',
  description:
    'Finds catalog files on Gitea, reads its people and teams, listens to its webhooks, and signs people in.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(giteaSignIn),
  use: { providers, ingress, signInMethods },
  setup({ config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods }) {
    signInMethods.add(giteaSignIn)
    ingress.add(giteaIngress(rootConfig))
    providers.add(giteaRefresh({ events, scm }))
    for (const [id, block] of Object.entries(config?.gitea ?? {})) {
      providers.add(giteaDiscovery({ id, config: block, scm, scheduler, events, clock, log }))
    }
    for (const [id, block] of Object.entries(config?.giteaOrg ?? {})) {
      providers.add(giteaOrganizations({ id, config: block, scm, scheduler, clock, log }))
    }
  },
})
