import { definePlugin } from '@callboard/kernel'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { Providers } from './config.ts'
import { gitlabDiscovery } from './discovery-provider.ts'
import { gitlabOrganization } from './org-provider.ts'
import { gitlabIngress } from './webhook-ingress.ts'
import { gitlabRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'gitlab',
  description: 'Finds catalog files on GitLab, reads its users and groups, and listens to its webhooks.',
  config: Providers,
  configKey: 'catalog.providers',
  use: { providers, ingress },
  setup({ config, scm, scheduler, events, clock, log, rootConfig, providers, ingress }) {
    ingress.add(gitlabIngress(rootConfig))
    providers.add(gitlabRefresh({ events, scm }))
    for (const [id, block] of Object.entries(config?.gitlab ?? {})) {
      providers.add(gitlabDiscovery({ id, config: block, scm, scheduler, events, clock, log }))
      if (block.orgEnabled) providers.add(gitlabOrganization({ id, config: block, scm, scheduler, events, clock, log }))
    }
  },
})
