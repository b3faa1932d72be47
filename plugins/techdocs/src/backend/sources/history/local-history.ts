import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { DocsHistory } from '../../../model/site.ts'
import { logFormat, parseGitLog } from './parse-git-log.ts'

const limits = { timeout: 10_000, maxBuffer: 32 * 1024 * 1024 }
const maxCommits = 10_000

/**
 * What the machine's git knows of the files of a folder, by path from the folder; nothing where there is no git, or no
 * repository. One child process for the whole folder. Of the settings of machine and repository none may run a program.
 *
 * @param searchPath - Where git is looked for: the environment variable `PATH`.
 */
export async function readLocalHistory(
  folder: string,
  searchPath: string | undefined,
): Promise<Map<string, DocsHistory>> {
  const args = [
    ...['-c', 'core.fsmonitor=false', '-c', 'log.showSignature=false', '-c', 'core.quotePath=false'],
    ...['-c', 'safe.directory=*', '--no-pager', 'log', `--max-count=${maxCommits}`, `--format=${logFormat}`],
    ...['--name-only', '-z', '--relative', '--no-renames', '--no-ext-diff', '--no-textconv', '--', '.'],
  ]
  const quiet = { GIT_CONFIG_NOSYSTEM: '1', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' }
  const env = { PATH: searchPath, HOME: '/nonexistent', ...quiet }
  try {
    const { stdout } = await promisify(execFile)('git', args, { cwd: folder, env, ...limits })
    return parseGitLog(stdout)
  } catch {
    // No git, no repository, no commit: pages are shown without a history.
    return new Map()
  }
}
