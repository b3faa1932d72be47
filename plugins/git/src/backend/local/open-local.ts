import { resolve } from 'node:path'
import type { Contributor, CoreServices, OwnScmHost } from '@callboard/kernel'
import type { EntityProvider } from '@callboard/plugin-catalog'
import type { Action, ScmDefaults } from '@callboard/plugin-scaffolder'
import type { Git } from '../../model/git.ts'
import { localClonePath, parseLocalPath } from '../../model/local-address.ts'
import { openMergeRequest } from '../actions/open-merge-request.ts'
import { publishLocal } from '../actions/publish-local.ts'
import type { LocalConfig } from '../git-config.ts'
import { announcer } from './announce-changes.ts'
import { localHost } from './local-reader.ts'
import { type LocalRepository, localRepositories } from './local-repositories.ts'
import { createMergeRequests } from './merge-requests.ts'
import { serveRepositories } from './serve-repositories.ts'

/** The repositories that this portal keeps itself. */
export interface Local {
  /** The repository at the address of a page or a clone. */
  find(url: string): Promise<LocalRepository | undefined>
  /** The actions on them; call it once, for what the config wants there is made by the first start with it. */
  actions(options: { git: Git; defaults: ScmDefaults }): Action[]
}

/** Opens the folder that the config names. */
export function openLocal(
  core: Pick<CoreServices, 'clock' | 'externalUrl' | 'http' | 'lifecycle' | 'log'> & {
    scmHosts: Contributor<OwnScmHost>
    providers: Contributor<EntityProvider>
  },
  config: LocalConfig,
): Local {
  const { clock, externalUrl, lifecycle, log } = core
  const repositories = localRepositories(resolve(config.directory))
  const mergeRequests = createMergeRequests({ clock })
  const { provider, announce } = announcer(externalUrl)
  core.scmHosts.add(localHost(repositories, externalUrl))
  core.providers.add(provider)
  const { anonymousClone } = config
  serveRepositories(core, { repositories, mergeRequests, announce, externalUrl, anonymousClone })
  return {
    async find(url) {
      const { origin, pathname } = new URL(url)
      const address = origin === new URL(externalUrl).origin ? parseLocalPath(pathname) : undefined
      return address && repositories.find(address)
    },
    actions({ git, defaults }) {
      lifecycle.onStart(async () => {
        for (const { repository, description = '', folder } of config.initial) {
          const [owner = '', name = ''] = repository.split('/')
          if (await repositories.find({ owner, name })) continue
          await repositories.create({ owner, name, description, defaultBranch: 'main' })
          await git.publish({
            ...{ folder: resolve(folder), remote: { url: `${externalUrl}${localClonePath({ owner, name })}` } },
            ...{ branch: 'main', message: 'Initial commit', author: defaults.author },
          })
          log.info('repository made', { repository, folder })
        }
      })
      const setup = { repositories, mergeRequests, announce, git, clock, defaults, externalUrl }
      return [publishLocal(setup), openMergeRequest(setup)]
    },
  }
}
