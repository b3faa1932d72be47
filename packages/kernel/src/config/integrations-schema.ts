import { Secret, Type } from '@callboard/model'
import { list, secret, text, texts } from './schema-words.ts'

const host = text('The host: `git.example.com`.', { inBrowser: true })
const apiBaseUrl = text('Where its API is.', { inBrowser: true })
const baseUrl = text('Where its pages are.', { inBrowser: true })
const token = secret('A token that may read.')
const username = text('The user that reads.')
const password = secret('The password of that user, or a token.')
const commitSigningKey = secret('An armored PGP private key; commits that templates make there are signed with it.')
/** The properties of `integrations`. */
export const integrations = {
  github: list('GitHub and GitHub Enterprise.', {
    host,
    apiBaseUrl,
    rawBaseUrl: text('Where its raw files are.', { inBrowser: true }),
    token,
    commitSigningKey,
    apps: list('GitHub Apps to read as, before the token.', {
      appId: Type.Union([Type.Number(), Type.String()], { description: 'The id of the app.' }),
      privateKey: Secret({ description: 'Its private key, PEM.' }),
      webhookSecret: secret('The secret of its webhook.'),
      clientId: text('Its OAuth client id.'),
      clientSecret: secret('Its OAuth client secret.'),
      allowedInstallationOwners: texts('Only installations of these owners are used.'),
    }),
  }),
  gitlab: list('GitLab.', { host, apiBaseUrl, baseUrl, token, commitSigningKey }),
  gitea: list('Gitea and Forgejo.', { host, baseUrl, username, password, commitSigningKey }),
  bitbucketCloud: list('Bitbucket Cloud.', {
    username,
    token,
    appPassword: secret('An app password.'),
    clientId: text('OAuth client id.'),
    clientSecret: secret('OAuth client secret.'),
    commitSigningKey,
  }),
  bitbucketServer: list('Bitbucket Server and Data Center.', {
    host,
    apiBaseUrl,
    token,
    username,
    password,
    commitSigningKey,
  }),
  azure: list('Azure DevOps.', {
    host,
    commitSigningKey,
    credentials: list('Credentials, by organization.', {
      organizations: texts('The organizations they are for; absent for all others.'),
      personalAccessToken: secret('A personal access token.'),
      clientId: text('Client id of a service principal or managed identity.'),
      clientSecret: secret('Client secret of the service principal.'),
      tenantId: text('Its tenant.'),
    }),
  }),
}
