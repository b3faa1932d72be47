import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { git } from '@callboard/plugin-git'
import { actions, autocompletes, readScmDefaults } from '@callboard/plugin-scaffolder'
import { gitlabActions } from './actions/gitlab-actions.ts'
import { gitlabAutocomplete } from './actions/gitlab-autocomplete.ts'
import { Providers } from './config.ts'
import { gitlabDiscovery } from './discovery-provider.ts'
import { gitlabOrganization } from './org-provider.ts'
import { gitlabSignIn } from './sign-in.ts'
import { gitlabIngress } from './webhook-ingress.ts'
import { gitlabRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'gitlab',
  description:
    'Finds catalog files on GitLab, reads its users and groups, listens to its webhooks, signs people in, and makes projects and merge requests for templates.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(gitlabSignIn),
  use: {
    providers,
    ingress,
    signInMethods,
    actions: ifInstalled(actions),
    autocompletes: ifInstalled(autocompletes),
    git: ifInstalled(git),
  },
  setup(services) {
    const { config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods, git } = services
    signInMethods.add(gitlabSignIn)
    ingress.add(gitlabIngress(rootConfig))
    providers.add(gitlabRefresh({ events, scm }))
    for (const [id, block] of Object.entries(config?.gitlab ?? {})) {
      providers.add(gitlabDiscovery({ id, config: block, scm, scheduler, events, clock, log }))
      if (block.orgEnabled) providers.add(gitlabOrganization({ id, config: block, scm, scheduler, events, clock, log }))
    }
    const defaults = readScmDefaults(rootConfig)
    services.autocompletes.add(gitlabAutocomplete({ scm, defaults }))
    if (git) for (const action of gitlabActions({ scm, defaults, git, clock })) services.actions.add(action)
  },
})
