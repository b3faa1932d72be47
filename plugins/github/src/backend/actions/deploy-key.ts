import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { checkpointKey, type GithubSetup, openGithubRepo } from './github-repo.ts'
import { setWorkflowValues } from './workflow-values.ts'

/** Adds a deploy key, and gives its private half to the workflows of the repository. */
export const createGithubDeployKey = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:deployKey:create',
    description: 'Adds a deploy key to a repository on GitHub, and its private half to the secrets of the repository.',
    input: Type.Object(
      {
        repoUrl: scmInput.repoUrl,
        publicKey: Type.String({ description: 'The public half, as one line of OpenSSH.' }),
        privateKey: Type.String({ description: 'The private half.' }),
        deployKeyName: Type.String({ description: 'The name of the key.' }),
        privateKeySecretName: Type.Optional(
          Type.String({ description: 'The name of the secret. Default: the name of the key and `_PRIVATE_KEY`.' }),
        ),
        token: scmInput.token,
      },
      { additionalProperties: false },
    ),
    output: Type.Object({ privateKeySecretName: Type.String({ description: 'The name of the secret.' }) }),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'A key pair that an earlier step has made; the secret is MIRROR_PRIVATE_KEY.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          deployKeyName: 'mirror',
          publicKey: '${{ steps.keys.output.publicKey }}',
          privateKey: '${{ steps.keys.output.privateKey }}',
        },
      },
    ],
    async run(context) {
      const { publicKey, privateKey, deployKeyName } = context.input
      context.hide(privateKey)
      const github = await openGithubRepo(context, setup)
      const secretName =
        context.input.privateKeySecretName ??
        `${deployKeyName.split(' ').join('_').toLocaleUpperCase('en-US')}_PRIVATE_KEY`
      await context.checkpoint(
        checkpointKey(context, 'create.deploy.key', github.owner, github.repo, deployKeyName),
        async () => {
          const created = await github.attempt('POST /repos/{owner}/{repo}/keys', {
            deed: `add the deploy key ${deployKeyName} to ${github.slug}`,
            body: { title: deployKeyName, key: publicKey },
          })
          // Left by this step when it was interrupted; a key can be in one repository only.
          const isThere = created.status === 422 && (await hasKey())
          if (!created.isDone && !isThere) throw created.refusal()
          return true
        },
      )
      // Again does no harm, so it needs no checkpoint.
      await setWorkflowValues(context, github, { secrets: { [secretName]: privateKey } })
      context.output('privateKeySecretName', secretName)

      async function hasKey(): Promise<boolean> {
        const keys = await github.list('GET /repos/{owner}/{repo}/keys', {
          deed: `list the deploy keys of ${github.slug}`,
        })
        return keys.some(({ title, key }) => title === deployKeyName && keyOf(key) === keyOf(publicKey))
      }
    },
  })

/** Type and key, without the comment. */
const keyOf = (line: string) => line.trim().split(/\s+/).slice(0, 2).join(' ')
