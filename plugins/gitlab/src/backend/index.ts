import { definePlugin } from '@callboard/kernel'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { Providers } from './config.ts'
import { gitlabDiscovery } from './discovery-provider.ts'
import { gitlabOrganization } from './org-provider.ts'
import { gitlabSignIn } from './sign-in.ts'
import { gitlabIngress } from './webhook-ingress.ts'
import { gitlabRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'gitlab',
  description:
    'Finds catalog files on GitLab, reads its users and groups, listens to its webhooks, and signs people in.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(gitlabSignIn),
  use: { providers, ingress, signInMethods },
  setup({ config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods }) {
    signInMethods.add(gitlabSignIn)
    ingress.add(gitlabIngress(rootConfig))
    providers.add(gitlabRefresh({ events, scm }))
    for (const [id, block] of Object.entries(config?.gitlab ?? {})) {
      providers.add(gitlabDiscovery({ id, config: block, scm, scheduler, events, clock, log }))
      if (block.orgEnabled) providers.add(gitlabOrganization({ id, config: block, scm, scheduler, events, clock, log }))
    }
  },
})
