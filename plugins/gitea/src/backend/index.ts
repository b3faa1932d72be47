import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { git } from '@callboard/plugin-git'
import { actions, readScmDefaults } from '@callboard/plugin-scaffolder'
import { giteaActions } from './actions/gitea-actions.ts'
import { Providers } from './config.ts'
import { giteaDiscovery } from './discovery-provider.ts'
import { giteaOrganizations } from './org-provider.ts'
import { giteaSignIn } from './sign-in.ts'
import { giteaIngress } from './webhook-ingress.ts'
import { giteaRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'gitea',
  description:
    'Finds catalog files on Gitea, reads its people and teams, listens to its webhooks, signs people in, and makes repositories and pull requests for templates.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(giteaSignIn),
  use: { providers, ingress, signInMethods, actions: ifInstalled(actions), git: ifInstalled(git) },
  setup(services) {
    const { config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods, git } = services
    signInMethods.add(giteaSignIn)
    ingress.add(giteaIngress(rootConfig))
    providers.add(giteaRefresh({ events, scm }))
    for (const [id, block] of Object.entries(config?.gitea ?? {})) {
      providers.add(giteaDiscovery({ id, config: block, scm, scheduler, events, clock, log }))
    }
    for (const [id, block] of Object.entries(config?.giteaOrg ?? {})) {
      providers.add(giteaOrganizations({ id, config: block, scm, scheduler, clock, log }))
    }
    if (!git) return
    const setup = { scm, defaults: readScmDefaults(rootConfig), git }
    for (const action of giteaActions(setup)) services.actions.add(action)
  },
})
