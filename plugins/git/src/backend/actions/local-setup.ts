import type { Clock } from '@callboard/kernel'
import { parseRepoUrl, type ScmDefaults } from '@callboard/plugin-scaffolder'
import type { Git } from '../../model/git.ts'
import type { Announcer } from '../local/announce-changes.ts'
import { localType } from '../local/local-reader.ts'
import type { LocalName, LocalRepositories } from '../local/local-repositories.ts'
import type { MergeRequests } from '../local/merge-requests.ts'

/** What the actions on the portal's own repositories are made with. */
export interface LocalSetup {
  repositories: LocalRepositories
  mergeRequests: MergeRequests
  announce: Announcer['announce']
  git: Git
  clock: Clock
  defaults: ScmDefaults
  /** Of the portal, without a trailing slash. */
  externalUrl: string
}

/** Reads the input `repoUrl`. @throws what `parseRepoUrl` throws: no other host will do. */
export function localNameOf(repoUrl: string, externalUrl: string): LocalName {
  const { host } = new URL(externalUrl)
  const { owner = '', repo } = parseRepoUrl(repoUrl, (asked) => (asked === host ? localType : undefined))
  return { owner, name: repo }
}
