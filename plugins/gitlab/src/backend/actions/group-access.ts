import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { type GitlabHost, type GitlabSetup, groupPath, openGitlab } from './gitlab-host.ts'

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    path: Type.Unsafe<string | number>({
      type: ['string', 'number'],
      description: 'The group: its path `acme/web`, or its number.',
    }),
    userIds: Type.Optional(
      Type.Array(Type.Number({ description: 'A number.' }), { description: 'The numbers of people.' }),
    ),
    groupIds: Type.Optional(
      Type.Array(Type.Number({ description: 'A number.' }), { description: 'The numbers of groups to share it with.' }),
    ),
    action: Type.Optional(
      Type.Unsafe<'add' | 'remove'>({
        type: 'string',
        enum: ['add', 'remove'],
        description: 'Whether access is given or taken away. Default: `add`.',
      }),
    ),
    accessLevel: Type.Optional(
      Type.Unsafe<string | number>({
        type: ['string', 'number'],
        description:
          'What they may do: `guest`, `reporter`, `developer`, `maintainer`, … or the number. Default: 30, developer.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** `gitlab:group:access` */
export const setGroupAccess = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:group:access',
    description:
      'Gives people and groups access to a group, or takes it away. Who has access already gets the new level.',
    input,
    output: Type.Object({
      userIds: Type.Optional(Type.Array(Type.Number(), { description: 'The people.' })),
      groupIds: Type.Optional(Type.Array(Type.Number(), { description: 'The groups.' })),
      path: Type.Unsafe<string | number>({ type: ['string', 'number'], description: 'The group, as it was named.' }),
      accessLevel: Type.Optional(Type.Number({ description: 'The level that was given, as a number.' })),
    }),
    examples: [
      {
        description: 'Makes somebody a maintainer.',
        input: { repoUrl: 'gitlab.com', path: 'acme/web', userIds: [117], accessLevel: 'maintainer' },
      },
    ],
    supportsDryRun: true,
    async run(context) {
      const { input, signal } = context
      const { path, userIds = [], groupIds = [], action = 'add' } = input
      if (userIds.length + groupIds.length === 0) throw errors.nobodyNamed({})
      const level = accessLevelOf(input.accessLevel ?? 30)
      if (!context.isDryRun) {
        const gitlab = await openGitlab(setup, { ...input, signal })
        for (const user of userIds)
          await context.checkpoint(`${action}.gitlab.group.user.${path}.${user}`, () =>
            action === 'add'
              ? addUser(gitlab, { path, user, level })
              : removeFrom(gitlab, `${groupPath(path)}/members/${user}`),
          )
        for (const group of groupIds)
          await context.checkpoint(`${action}.gitlab.group.group.${path}.${group}`, () =>
            action === 'add'
              ? share(gitlab, { path, group, level })
              : removeFrom(gitlab, `${groupPath(path)}/share/${group}`),
          )
      }
      context.output('path', path)
      if (userIds.length > 0) context.output('userIds', userIds)
      if (groupIds.length > 0) context.output('groupIds', groupIds)
      if (action === 'add') context.output('accessLevel', level)
    },
  })

interface Access {
  path: string | number
  level: number
}

async function addUser(gitlab: GitlabHost, { path, user, level }: Access & { user: number }): Promise<undefined> {
  const members = `${groupPath(path)}/members`
  const deed = `give person ${user} access to the group ${path}`
  const added = await gitlab.reply({ method: 'POST', path: members, body: { user_id: user, access_level: level } })
  if (added.status === 409)
    await gitlab.call(deed, { method: 'PUT', path: `${members}/${user}`, body: { access_level: level } })
  else if (added.status >= 300) throw gitlab.refusal(deed, added)
}

async function share(gitlab: GitlabHost, { path, group, level }: Access & { group: number }): Promise<undefined> {
  const deed = `share the group ${path} with group ${group}`
  const call = {
    method: 'POST' as const,
    path: `${groupPath(path)}/share`,
    body: { group_id: group, group_access: level },
  }
  const shared = await gitlab.reply(call)
  if (shared.status === 409) {
    // A share cannot be changed, only made anew.
    await removeFrom(gitlab, `${call.path}/${group}`)
    await gitlab.call(deed, call)
  } else if (shared.status >= 300) throw gitlab.refusal(deed, shared)
}

async function removeFrom(gitlab: GitlabHost, path: string): Promise<undefined> {
  const removed = await gitlab.reply({ method: 'DELETE', path })
  // Who has no access keeps none.
  if (removed.status >= 300 && removed.status !== 404) throw gitlab.refusal('take access to a group away', removed)
}

const levels: Readonly<Record<string, number>> = {
  no_access: 0,
  minimal_access: 5,
  guest: 10,
  planner: 15,
  reporter: 20,
  developer: 30,
  maintainer: 40,
  owner: 50,
}

function accessLevelOf(given: string | number): number {
  const level = typeof given === 'number' ? given : levels[given.trim().toLowerCase().replaceAll(/[ -]/g, '_')]
  if (level === undefined)
    throw errors.malformedAccessLevel({ accessLevel: String(given), known: Object.keys(levels).join(', ') })
  return level
}
