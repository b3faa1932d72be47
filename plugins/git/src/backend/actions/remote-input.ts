import { Type } from '@callboard/kernel'
import { type ActionContext, errors, type ScmDefaults } from '@callboard/plugin-scaffolder'
import type { Git, GitRemote } from '../../model/git.ts'

/** What the actions on any repository are made with. */
export interface RemoteSetup {
  git: Git
  scm: {
    byUrl(
      url: string,
    ):
      | { gitHeaders(url: string, token?: string): Promise<Record<string, string>>; commitSigningKey?: string }
      | undefined
  }
  defaults: ScmDefaults
}

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

/** The inputs that name a repository, and how one gets in. */
export const remoteInput = {
  remoteUrl: Type.String({
    minLength: 1,
    description: 'The address that git clones from: `https://…`, `ssh://git@…` or `git@host:…`.',
  }),
  token: text('A token to use instead of the credentials of the portal for this host.'),
  username: text('The user that the token or password is of, where the host is not in `integrations`. Default: git.'),
  sshPrivateKey: text('For SSH: a private key without a passphrase, from a secret.'),
  sshKnownHosts: text('For SSH: the lines of the host that `ssh-keyscan` prints. No other host is trusted.'),
}

/** The inputs of a commit. */
export const commitInput = {
  commitMessage: text('The message of the commit.'),
  gitAuthorName: text('Who the commit is by. Default: `scaffolder.defaultAuthor.name`, else Scaffolder.'),
  gitAuthorEmail: text('Their address. Default: `scaffolder.defaultAuthor.email`.'),
  signCommit: Type.Optional(
    Type.Boolean({ description: 'Signs the commit with the PGP key that is configured for the host, or for all.' }),
  ),
}

interface RemoteInput {
  remoteUrl: string
  token?: string
  username?: string
  sshPrivateKey?: string
  sshKnownHosts?: string
}

/**
 * Reads them. What is secret in them is masked from now on.
 *
 * @throws `scaffolder/needs-user-token`
 */
export async function remoteOf(
  { input, hide }: Pick<ActionContext<RemoteInput>, 'input' | 'hide'>,
  { scm, defaults }: RemoteSetup,
): Promise<GitRemote> {
  const { remoteUrl: url, token, username, sshPrivateKey, sshKnownHosts } = input
  if (token) hide(token)
  if (sshPrivateKey) {
    hide(sshPrivateKey)
    return { url, ssh: { privateKey: sshPrivateKey, knownHosts: sshKnownHosts ?? '' } }
  }
  const integration = scm.byUrl(url)
  if (!token && integration && defaults.requiresUserCredentials)
    throw errors.needsUserToken({ host: new URL(url).host })
  if (integration && !username) return { url, headers: await integration.gitHeaders(url, token) }
  if (!token) return { url }
  return { url, headers: { authorization: `Basic ${Buffer.from(`${username ?? 'git'}:${token}`).toString('base64')}` } }
}

/**
 * Who a commit is by, and what it is signed with.
 *
 * @throws `scaffolder/no-signing-key`
 */
export function commitOf(
  input: { remoteUrl: string; gitAuthorName?: string; gitAuthorEmail?: string; signCommit?: boolean },
  { scm, defaults }: RemoteSetup,
) {
  const author = {
    name: input.gitAuthorName ?? defaults.author.name,
    email: input.gitAuthorEmail ?? defaults.author.email,
  }
  if (!input.signCommit) return { author }
  const signingKey = scm.byUrl(input.remoteUrl)?.commitSigningKey ?? defaults.signingKey
  if (!signingKey) throw errors.noSigningKey({ host: URL.parse(input.remoteUrl)?.host ?? input.remoteUrl })
  return { author, signingKey }
}
