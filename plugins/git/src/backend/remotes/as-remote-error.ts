import { CallboardError } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import type { GitRemote } from '../../model/git.ts'

/** What isomorphic-git throws: a code, and what belongs to it. */
interface GitError {
  code?: string
  message?: string
  data?: { statusCode?: number; response?: string; prettyDetails?: string; what?: string }
}

const refusals = new Set([
  401, 403, 407,
  // Azure DevOps shows its sign-in page with it.
  203,
])

/** Says in our words why git failed with a remote, without what the credentials are. */
export function asRemoteError(
  error: unknown,
  { remote, branch }: { remote: GitRemote; branch: string | undefined },
): CallboardError {
  if (error instanceof CallboardError) return error
  const { code, data, message = String(error) } = error as GitError
  const at = { remote: remote.url }
  const say = (text: string) => withoutCredentials(text, remote).replace(/\s+/g, ' ').trim().slice(0, 300)
  const cause = { cause: error }
  if (code === 'HttpError') {
    const status = data?.statusCode ?? 0
    const answer = say(`HTTP ${status} ${textOf(data?.response ?? '')}`)
    if (refusals.has(status)) return errors.refused({ ...at, answer }, cause)
    if (status === 404) return errors.notFound(at, cause)
    return errors.failed({ ...at, answer }, cause)
  }
  if (code === 'PushRejectedError') return errors.branchMoved({ ...at, branch: branch ?? '' }, cause)
  if (code === 'GitPushError') return pushError(say(data?.prettyDetails ?? message), { ...at, branch: branch ?? '' })
  if (code === 'NotFoundError' && data?.what === 'HEAD') return errors.noDefaultBranch(at, cause)
  if (code === 'NotFoundError' && branch) return errors.branchNotFound({ ...at, branch }, cause)
  if (code === 'SmartHttpError')
    return errors.failed({ ...at, answer: 'it answered with a page that is not git.' }, cause)
  return errors.failed({ ...at, answer: say(message) }, cause)
}

/** Why a remote took the objects but did not move the branch; in git's words, which are the same over HTTP and SSH. */
export function pushError(answer: string, at: { remote: string; branch: string }): CallboardError {
  if (/non-fast-forward|fetch first|needs force/i.test(answer)) return errors.branchMoved(at)
  const isRule = /declined|protected|denied|not allowed|permission|prohibited|forbidden/i.test(answer)
  return isRule ? errors.pushDeclined({ ...at, answer }) : errors.failed({ remote: at.remote, answer })
}

function withoutCredentials(text: string, { headers = {} }: GitRemote): string {
  const secrets = Object.values(headers).flatMap((value) => {
    const credentials = value.replace(/^\w+ /, '')
    const password = Buffer.from(credentials, 'base64').toString().split(':').slice(1).join(':')
    return [value, credentials, ...(password ? [password] : [])]
  })
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
}

/** Hosts answer git with plain text, gateways before them with pages. */
const textOf = (body: string) => (/<html|<!doctype/i.test(body) ? '' : body)
