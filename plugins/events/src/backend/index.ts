import { definePlugin, Secret, Type } from '@callboard/kernel'
import { ingress, receiveEvent } from '../model/index.ts'
import { knownSenders } from './known-senders.ts'
import { receive } from './receive.ts'

const webhookSecret = (sender: string) =>
  Type.Optional(
    Type.Object({
      webhookSecret: Type.Optional(Secret({ description: `What ${sender} signs its webhooks with, or sends along.` })),
    }),
  )

export default definePlugin({
  id: 'events',
  description: 'Takes in webhooks and publishes them as events.',
  config: Type.Object({
    http: Type.Optional(
      Type.Object({
        topics: Type.Optional(
          Type.Array(Type.String({ minLength: 1 }), {
            description: 'Senders to take webhooks from without a secret, as POST /api/events/http/<topic>.',
          }),
        ),
      }),
    ),
    modules: Type.Optional(
      Type.Object({
        github: webhookSecret('GitHub'),
        gitlab: webhookSecret('GitLab'),
        gitea: webhookSecret('Gitea'),
        azureDevOps: webhookSecret('Azure DevOps'),
        bitbucketCloud: webhookSecret('Bitbucket Cloud'),
        bitbucketServer: webhookSecret('Bitbucket Server'),
      }),
    ),
  }),
  provide: { ingress },
  setup({ config, http, events, ingress, rootConfig }) {
    const listed = new Set(config?.http?.topics)
    const builtin = knownSenders((topic) => rootConfig.getOptionalString(`events.modules.${topic}.webhookSecret`))
    http.serve(receiveEvent, ({ params, headers, body }) => {
      const senders = [...ingress.all(), ...builtin]
      // `rawBody` of the route promises a Buffer.
      return receive({ topic: params.topic ?? '', headers, body: body as Buffer }, { senders, listed, events })
    })
  },
})
