import { errors } from '../../model/errors.ts'

/** An address of a repository, understood. */
export interface RemoteUrl {
  transport: 'http' | 'ssh'
  /** As git calls it. */
  url: URL
}

/**
 * Reads `https://…`, `http://…`, `ssh://…` and `git@host:path`.
 *
 * @throws `git/bad-remote`; never with a password in it.
 */
export function parseRemoteUrl(text: string): RemoteUrl {
  const short = /^([\w.-]+@)?([\w.-]+):(?!\/\/|:)(.+)$/.exec(text)
  const url = URL.parse(short ? `ssh://${short[1] ?? ''}${short[2]}/${short[3]?.replace(/^\//, '')}` : text)
  const shown = text.replace(/\/\/[^/?#]*@/, '//')
  // What starts with a dash would be taken for an option by ssh.
  if (!url || url.password || url.hostname.startsWith('-') || url.username.startsWith('-'))
    throw errors.badRemote({ remote: shown })
  if (url.protocol === 'ssh:') return { transport: 'ssh', url }
  if ((url.protocol === 'https:' || url.protocol === 'http:') && !url.username) return { transport: 'http', url }
  throw errors.badRemote({ remote: shown })
}
