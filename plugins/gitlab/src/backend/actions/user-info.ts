import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { type GitlabSetup, openGitlab } from './gitlab-host.ts'

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    userId: Type.Optional(Type.Number({ description: 'The number of the person. Default: whose token it is.' })),
  },
  { additionalProperties: false },
)

interface User {
  id: number
  username: string
  name: string
  state: string
  web_url: string
  email?: string | null
  created_at?: string | null
  public_email?: string | null
}

/** `gitlab:user:info` */
export const readUserInfo = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:user:info',
    description: 'Tells what GitLab knows about a person.',
    input,
    output: Type.Object({
      id: Type.Number({ description: 'The number of the person.' }),
      username: Type.String({ description: 'The user name.' }),
      name: Type.String({ description: 'The name that people see.' }),
      state: Type.String({ description: '`active`, `blocked`, …' }),
      webUrl: Type.String({ description: 'The page of the person.' }),
      email: Type.Optional(Type.String({ description: 'The address, if the token may see it.' })),
      createdAt: Type.Optional(Type.String({ description: 'Since when the person is there.' })),
      publicEmail: Type.Optional(Type.String({ description: 'The address that everybody may see.' })),
    }),
    examples: [
      {
        description: 'Who runs the template, by the token of their sign-in.',
        input: { repoUrl: 'gitlab.com', token: '${{ secrets.USER_OAUTH_TOKEN }}' },
      },
    ],
    async run(context) {
      const { input, signal } = context
      const gitlab = await openGitlab(setup, { ...input, signal })
      const path = input.userId === undefined ? '/user' : `/users/${input.userId}`
      const user = await gitlab.call<User>('show the person', { method: 'GET', path })
      context.output('id', user.id)
      context.output('username', user.username)
      context.output('name', user.name)
      context.output('state', user.state)
      context.output('webUrl', user.web_url)
      if (user.email) context.output('email', user.email)
      if (user.created_at) context.output('createdAt', user.created_at)
      if (user.public_email) context.output('publicEmail', user.public_email)
    },
  })
