import { Type } from '@callboard/kernel'
import { defineScaffolderAction } from '@callboard/plugin-scaffolder'
import { type GitlabSetup, openGitlab } from './gitlab-host.ts'

const input = Type.Object(
  {
    destinationAccessToken: Type.String({ description: 'A token of the GitLab that the group goes to; scope `api`.' }),
    destinationUrl: Type.String({ description: 'The address of that GitLab; its host is in `integrations.gitlab`.' }),
    sourceAccessToken: Type.String({ description: 'A token of the GitLab that the group comes from; scope `api`.' }),
    sourceFullPath: Type.String({ description: 'The group: `acme/web`. Its path stays the same.' }),
    sourceUrl: Type.String({ description: 'The address of the GitLab that the group comes from.' }),
  },
  { additionalProperties: false },
)

/** `gitlab:group:migrate` */
export const migrateGroup = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:group:migrate',
    description:
      'Has one GitLab import a group with its projects from another. The import goes on after the step has ended.',
    input,
    output: Type.Object({
      importedRepoUrl: Type.String({ description: 'The address that the group will have.' }),
      migrationId: Type.Number({ description: 'The number of the import.' }),
    }),
    examples: [
      {
        description: 'Moves a group to gitlab.com.',
        input: {
          destinationUrl: 'https://gitlab.com',
          destinationAccessToken: '${{ secrets.destinationToken }}',
          sourceUrl: 'https://gitlab.acme.example',
          sourceAccessToken: '${{ secrets.sourceToken }}',
          sourceFullPath: 'acme/web',
        },
      },
    ],
    async run(context) {
      const { input, signal } = context
      context.hide(input.destinationAccessToken)
      context.hide(input.sourceAccessToken)
      const repoUrl = URL.parse(input.destinationUrl)?.host ?? input.destinationUrl
      const gitlab = await openGitlab(setup, { repoUrl, token: input.destinationAccessToken, signal })
      const sourceFullPath = input.sourceFullPath.replace(/^\/+|\/+$/g, '')
      const slash = sourceFullPath.lastIndexOf('/')
      const namespace = sourceFullPath.slice(0, Math.max(slash, 0))
      const slug = sourceFullPath.slice(slash + 1)
      const body = {
        configuration: { url: input.sourceUrl, access_token: input.sourceAccessToken },
        entities: [
          {
            source_type: 'group_entity',
            source_full_path: sourceFullPath,
            destination_slug: slug,
            destination_namespace: namespace,
          },
        ],
      }
      const id = await context.checkpoint(`migrate.gitlab.group.${gitlab.host}.${sourceFullPath}`, async () => {
        const deed = `import the group ${sourceFullPath}`
        return (await gitlab.call<{ id: number }>(deed, { method: 'POST', path: '/bulk_imports', body })).id
      })
      context.output('importedRepoUrl', `${input.destinationUrl.replace(/\/+$/, '')}/${sourceFullPath}`)
      context.output('migrationId', id)
    },
  })
