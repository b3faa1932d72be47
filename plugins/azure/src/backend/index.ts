import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { git } from '@callboard/plugin-git'
import { actions, readScmDefaults } from '@callboard/plugin-scaffolder'
import { publishAzure } from './actions/publish-azure.ts'

export default definePlugin({
  id: 'azure',
  description: 'Makes repositories on Azure DevOps for templates.',
  use: { actions: ifInstalled(actions), git: ifInstalled(git) },
  setup({ scm, rootConfig, git, actions }) {
    if (git) actions.add(publishAzure({ scm, defaults: readScmDefaults(rootConfig), git }))
  },
})
