import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { providerConfig, signInMethods } from '@callboard/plugin-auth'
import { entities, providers } from '@callboard/plugin-catalog'
import { ingress } from '@callboard/plugin-events'
import { git } from '@callboard/plugin-git'
import { actions, autocompletes, readScmDefaults } from '@callboard/plugin-scaffolder'
import { githubActions } from './actions/github-actions.ts'
import { githubAutocomplete } from './autocomplete.ts'
import { discoveriesOf, organizationsOf, Providers } from './config.ts'
import { githubDiscovery } from './discovery-provider.ts'
import { githubOrganizations } from './org-provider.ts'
import { githubSignIn } from './sign-in.ts'
import { githubIngress } from './webhook-ingress.ts'
import { githubRefresh } from './webhook-refresh.ts'

export default definePlugin({
  id: 'github',
  description:
    'Finds catalog files on GitHub, reads its people and teams, listens to its webhooks, signs people in, and does what templates ask for.',
  config: Providers,
  configKey: 'catalog.providers',
  otherConfig: providerConfig(githubSignIn),
  use: {
    providers,
    ingress,
    signInMethods,
    entities: ifInstalled(entities),
    actions: ifInstalled(actions),
    autocompletes: ifInstalled(autocompletes),
    git: ifInstalled(git),
  },
  setup(services) {
    const { config, scm, scheduler, events, clock, log, rootConfig, providers, ingress, signInMethods } = services
    signInMethods.add(githubSignIn)
    ingress.add(githubIngress(rootConfig))
    providers.add(githubRefresh({ events, scm, log }))
    for (const [id, discovery] of Object.entries(discoveriesOf(config?.github))) {
      providers.add(githubDiscovery({ id, config: discovery, scm, scheduler, events, clock, log }))
    }
    for (const organization of organizationsOf(config?.githubOrg)) {
      providers.add(githubOrganizations({ config: organization, scm, scheduler, events, clock, log }))
    }
    services.autocompletes.add(githubAutocomplete(scm))
    const { git, entities } = services
    if (!git) return
    const setup = { scm, git, entities, clock, defaults: readScmDefaults(rootConfig) }
    for (const action of githubActions(setup)) services.actions.add(action)
  },
})
