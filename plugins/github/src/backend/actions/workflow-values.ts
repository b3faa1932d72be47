import type { ActionContext } from '@callboard/plugin-scaffolder'
import type { GithubRepo } from './github-repo.ts'
import { sealSecret } from './seal-secret.ts'

/** Secrets and variables by name, and whose workflows get them. */
export interface WorkflowValues {
  secrets?: Readonly<Record<string, string>>
  variables?: Readonly<Record<string, string>>
  /** Of one environment. Default: of the whole repository. */
  environment?: string
}

/** Sets secrets and variables for workflows, in place of former ones. The secrets are masked from now on. */
export async function setWorkflowValues(
  { hide }: Pick<ActionContext, 'hide'>,
  github: GithubRepo,
  { secrets = {}, variables = {}, environment }: WorkflowValues,
): Promise<void> {
  for (const value of Object.values(secrets)) hide(value)
  const where = environment === undefined ? github.slug : `the environment ${environment} of ${github.slug}`
  for (const [name, value] of Object.entries(variables)) {
    await setVariable(github, { name, value, environment, deed: `set the variable ${name} of ${where}` })
  }
  if (Object.keys(secrets).length === 0) return
  const deed = `read the key for secrets of ${where}`
  const { key, key_id } = await (environment === undefined
    ? github.ask('GET /repos/{owner}/{repo}/actions/secrets/public-key', { deed })
    : github.ask('GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key', {
        deed,
        path: { environment_name: environment },
      }))
  for (const [name, value] of Object.entries(secrets)) {
    const body = { key_id, encrypted_value: await sealSecret(key, value) }
    await setSecret(github, { name, body, environment, deed: `set the secret ${name} of ${where}` })
  }
}

const setSecret = (
  github: GithubRepo,
  at: { name: string; body: { key_id: string; encrypted_value: string }; environment?: string; deed: string },
) =>
  at.environment === undefined
    ? github.ask('PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', {
        deed: at.deed,
        path: { secret_name: at.name },
        body: at.body,
      })
    : github.ask('PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}', {
        deed: at.deed,
        path: { environment_name: at.environment, secret_name: at.name },
        body: at.body,
      })

async function setVariable(
  github: GithubRepo,
  at: { name: string; value: string; environment?: string; deed: string },
): Promise<void> {
  const { name, value, environment, deed } = at
  const created = await (environment === undefined
    ? github.attempt('POST /repos/{owner}/{repo}/actions/variables', { deed, body: { name, value } })
    : github.attempt('POST /repos/{owner}/{repo}/environments/{environment_name}/variables', {
        deed,
        path: { environment_name: environment },
        body: { name, value },
      }))
  if (created.isDone) return
  if (created.status !== 409) throw created.refusal()
  await (environment === undefined
    ? github.ask('PATCH /repos/{owner}/{repo}/actions/variables/{name}', { deed, path: { name }, body: { value } })
    : github.ask('PATCH /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}', {
        deed,
        path: { environment_name: environment, name },
        body: { value },
      }))
}
