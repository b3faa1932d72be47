import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { type GitlabHost, type GitlabSetup, groupPath, openGitlab } from './gitlab-host.ts'

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    path: Type.Array(
      Type.Unsafe<string | { name: string; slug: string }>({
        anyOf: [
          { type: 'string', description: 'Name and slug in one.' },
          {
            type: 'object',
            additionalProperties: false,
            required: ['name', 'slug'],
            properties: {
              name: { type: 'string', description: 'What people see.' },
              slug: { type: 'string', description: 'What is in addresses.' },
            },
          },
        ],
        description: 'A group: its slug, or name and slug.',
      }),
      { minItems: 1, description: 'The groups from the outermost to the innermost.' },
    ),
    description: Type.Optional(Type.String({ description: 'What the innermost group is for, if it has to be made.' })),
  },
  { additionalProperties: false },
)

/** `gitlab:group:ensureExists` */
export const ensureGroup = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:group:ensureExists',
    description: 'Makes a group, and those above it, where they are missing.',
    input,
    output: Type.Object({ groupId: Type.Number({ description: 'The number of the innermost group.' }) }),
    examples: [
      {
        description: 'A group for the web team of Acme.',
        input: { repoUrl: 'gitlab.com', path: ['acme', { name: 'Web team', slug: 'web' }] },
      },
    ],
    supportsDryRun: true,
    async run(context) {
      const { input, signal } = context
      if (context.isDryRun) {
        context.output('groupId', 42)
        return
      }
      const gitlab = await openGitlab(setup, { ...input, signal })
      let parent: { id: number; path: string } | undefined
      for (const [index, part] of input.path.entries()) {
        const { name, slug } = typeof part === 'string' ? { name: part, slug: part } : part
        const path: string = parent ? `${parent.path}/${slug}` : slug
        const isInnermost = index === input.path.length - 1
        const about = { name, slug, parent: parent?.id, description: isInnermost ? input.description : undefined }
        parent = {
          path,
          id: await context.checkpoint(`ensure.gitlab.group.${path}`, () => ensure(gitlab, path, about)),
        }
      }
      if (parent) context.output('groupId', parent.id)
    },
  })

async function ensure(
  gitlab: GitlabHost,
  path: string,
  { name, slug, parent, description }: { name: string; slug: string; parent?: number; description?: string },
): Promise<number> {
  const found = await gitlab.find<{ id: number }>(`look for the group ${path}`, groupPath(path))
  if (found) return found.id
  const body = { name, path: slug, parent_id: parent, description }
  return (await gitlab.call<{ id: number }>(`create the group ${path}`, { method: 'POST', path: '/groups', body })).id
}
