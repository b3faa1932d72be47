import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { git } from '@callboard/plugin-git'
import { actions, autocompletes, readScmDefaults } from '@callboard/plugin-scaffolder'
import { bitbucketActions } from './actions/bitbucket-actions.ts'
import { bitbucketAutocomplete } from './autocomplete.ts'

export default definePlugin({
  id: 'bitbucket',
  description:
    'Makes repositories, pull requests, rules for branches and runs of pipelines on Bitbucket for templates.',
  use: { actions: ifInstalled(actions), autocompletes: ifInstalled(autocompletes), git: ifInstalled(git) },
  setup({ scm, rootConfig, git, actions, autocompletes }) {
    const defaults = readScmDefaults(rootConfig)
    autocompletes.add(bitbucketAutocomplete({ scm, defaults }))
    if (!git) return
    for (const action of bitbucketActions({ scm, defaults, git })) actions.add(action)
  },
})
