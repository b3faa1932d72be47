import { appendFile, copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Outgoing } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { GitRemote } from '../../model/git.ts'
import { pushError } from './as-remote-error.ts'
import { ProgramFailure, runProgram } from './run-program.ts'
import type { Transport } from './transport.ts'

/**
 * Reaches a remote over SSH, by the machine's `git` and `ssh`. They see no settings of the machine, of its user or of the
 * content: only a key, and the hosts that are known.
 *
 * @param folder - An empty folder for the key; whoever made it removes it.
 */
export async function sshTransport(
  remote: GitRemote,
  options: {
    url: URL
    outgoing: Outgoing
    folder: string
    signal: AbortSignal | undefined
    /** Where `git` and `ssh` are looked for, as in the variable PATH. */
    programsPath: string | undefined
  },
): Promise<Transport> {
  const { url, folder, signal } = options
  const shownUrl = url.href
  if (!options.outgoing.allows(url)) throw errors.remoteNotAllowed({ remote: shownUrl, host: url.host })
  if (!remote.ssh) throw errors.noSshKey({ remote: shownUrl })
  const env = { PATH: options.programsPath ?? '/usr/local/bin:/usr/bin:/bin', ...(await prepare(folder, remote.ssh)) }
  const git = async (cwd: string, ...args: string[]) => {
    try {
      await runProgram('git', args, { cwd, env, ...(signal && { signal }) })
    } catch (error) {
      signal?.throwIfAborted()
      throw asSshError(error, shownUrl)
    }
  }
  return {
    shownUrl,
    async fetch(gitdir, branch) {
      const wanted = ['--depth=1', '--single-branch', '--no-tags', ...(branch ? ['--branch', branch] : [])]
      await git(folder, 'clone', '--quiet', '--bare', '--template=', ...wanted, '--', shownUrl, gitdir).catch(
        (error: unknown) => {
          const isBranch = branch && error instanceof CallboardError && /Remote branch .* not found/.test(error.message)
          throw isBranch ? errors.branchNotFound({ remote: shownUrl, branch }, { cause: error }) : error
        },
      )
      // The files beside it are made afterwards.
      await git(gitdir, 'config', 'core.bare', 'false')
    },
    async push(gitdir, { commit, branch, ref = `refs/heads/${branch}` }) {
      // Not in the copy itself: its config and its hooks may be the content's, and git would follow them.
      const clean = await mkdtemp(join(folder, 'push-'))
      await git(clean, 'init', '--quiet', '--bare', '--template=', '.')
      await appendFile(join(clean, 'objects/info/alternates'), `${join(gitdir, 'objects')}\n`)
      await copyFile(join(gitdir, 'shallow'), join(clean, 'shallow')).catch(() => {})
      await git(clean, 'push', '--quiet', '--', shownUrl, `${commit}:${ref}`).catch((error: unknown) => {
        const isRejected = errors.failed.is(error) && error instanceof CallboardError
        throw isRejected ? pushError(String(error.data.answer), { remote: shownUrl, branch }) : error
      })
    },
  }
}

/** Writes the key and the known hosts, and gives the environment in which git uses nothing else. */
async function prepare(folder: string, { privateKey, knownHosts }: NonNullable<GitRemote['ssh']>) {
  const at = (name: string) => join(folder, name)
  await writeFile(at('key'), `${privateKey.trim()}\n`, { mode: 0o600 })
  await writeFile(at('known_hosts'), `${knownHosts.trim()}\n`)
  const settings = [
    'Host *',
    `IdentityFile "${at('key')}"`,
    'IdentitiesOnly yes',
    'IdentityAgent none',
    'BatchMode yes',
    'StrictHostKeyChecking yes',
    `UserKnownHostsFile "${at('known_hosts')}"`,
    'GlobalKnownHostsFile /dev/null',
    'ConnectTimeout 30',
  ]
  await writeFile(at('ssh_config'), `${settings.join('\n')}\n`)
  return {
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'ssh',
    CALLBOARD_SSH_CONFIG: at('ssh_config'),
    GIT_SSH_COMMAND: 'ssh -F "$CALLBOARD_SSH_CONFIG"',
  }
}

function asSshError(error: unknown, remote: string): CallboardError {
  const said = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  if (error instanceof ProgramFailure && error.isMissing)
    return errors.programMissing({ remote, program: 'git' }, cause)
  if (/ssh: (?:command )?not found|cannot run ssh/.test(said))
    return errors.programMissing({ remote, program: 'ssh' }, cause)
  const answer = said.replace(/\s+/g, ' ').slice(0, 400)
  if (/Permission denied|Host key verification failed|access denied/i.test(said))
    return errors.refused({ remote, answer }, cause)
  if (/does not exist|not found|does not appear to be a git repository/i.test(said) && !/Remote branch/.test(said))
    return errors.notFound({ remote }, cause)
  return errors.failed({ remote, answer }, cause)
}
