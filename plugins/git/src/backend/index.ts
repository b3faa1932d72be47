import { tmpdir } from 'node:os'
import { definePlugin, scmHosts, sweepProcessFolders } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { providers } from '@callboard/plugin-catalog'
import { actions, readScmDefaults } from '@callboard/plugin-scaffolder'
import { git as gitToken } from '../model/git.ts'
import { mergeRequests, readRepositories } from '../model/permissions.ts'
import { remoteActions } from './actions/remote-actions.ts'
import { createGit, gitFolderPrefix } from './create-git.ts'
import { GitConfig } from './git-config.ts'
import { openLocal } from './local/open-local.ts'

export default definePlugin({
  id: 'git',
  description: 'Clones, commits and pushes for templates, and keeps repositories on this machine.',
  config: GitConfig,
  permissions: [readRepositories, mergeRequests],
  use: { scmHosts, actions: ifInstalled(actions), providers: ifInstalled(providers) },
  provide: { git: gitToken },
  setup(core) {
    const { config, outgoing, clock, environment, lifecycle, log, rootConfig } = core
    const defaults = readScmDefaults(rootConfig)
    const local = config.local && openLocal(core, config.local)
    const git = createGit({ outgoing, clock, environment, ...(local && { findLocal: local.find }) })
    const setup = { git, scm: core.scm, defaults }
    for (const action of [...remoteActions(setup), ...(local?.actions(setup) ?? [])]) core.actions.add(action)
    lifecycle.onReady(async () => {
      const left = await sweepProcessFolders(tmpdir(), gitFolderPrefix)
      if (left > 0) log.info('folders of lost processes removed', { folders: left })
    })
    return { git }
  },
})
