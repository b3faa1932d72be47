import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { git } from '@callboard/plugin-git'
import { actions, readScmDefaults } from '@callboard/plugin-scaffolder'
import { reviewGerrit } from './actions/gerrit-review.ts'
import { publishGerrit } from './actions/publish-gerrit.ts'

export default definePlugin({
  id: 'gerrit',
  description: 'Makes projects and changes for review on Gerrit for templates.',
  use: { actions: ifInstalled(actions), git: ifInstalled(git) },
  setup({ scm, rootConfig, git, actions }) {
    if (!git) return
    const setup = { scm, defaults: readScmDefaults(rootConfig), git }
    actions.add(publishGerrit(setup))
    actions.add(reviewGerrit(setup))
  },
})
