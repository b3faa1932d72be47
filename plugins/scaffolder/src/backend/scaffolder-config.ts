import { Duration, Secret, Type } from '@callboard/kernel'
import { ComposedActionConfig } from './composed-actions/composed-action.ts'

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const Key = Type.Object({
  id: Type.String({ minLength: 1, description: 'Names the key in what it sealed; never reuse one.' }),
  key: Secret({ description: '32 random bytes in base64: `openssl rand -base64 32`.' }),
})

/** `scaffolder` (spec/scaffolder.md 12); `secrets`, `retention` and `actions` are ours. */
export const ScaffolderConfig = Type.Object({
  defaultAuthor: Type.Optional(
    Type.Object({
      name: text('Git author of commits. Default: Scaffolder.'),
      email: text('Their address. Default: scaffolder@backstage.io.'),
    }),
  ),
  defaultCommitMessage: text('Message of first commits.'),
  defaultCommitSigningKey: Type.Optional(Secret({ description: 'An armored PGP private key for signCommit.' })),
  concurrentTasksLimit: Type.Integer({
    minimum: 0,
    default: 10,
    description: 'Tasks at a time on each replica; 0: none.',
  }),
  requireScmUserCredentials: flag('Actions that talk to source code hosts need the token of a person.'),
  taskRecovery: Type.Optional(
    Type.Object({
      enabled: flag('Tasks of a replica that died are taken over. Default: true.'),
      staleTimeout: Duration({ default: 'PT30S', description: 'Silence after which a replica counts as dead.' }),
      workspaceProvider: text('Where workspaces are kept while a task runs. Default: database.'),
    }),
  ),
  taskTimeout: Duration({ default: 'PT24H', description: 'How long a task may take, all in all.' }),
  taskTimeoutJanitorFrequency: Duration({ default: 'PT5M', description: 'How often overdue tasks are looked for.' }),
  auditor: Type.Optional(
    Type.Object({
      taskParameterMaxLength: Type.Integer({
        minimum: -1,
        default: 256,
        description: 'Characters of an answer that the audit keeps; -1: all.',
      }),
    }),
  ),
  defaultEnvironment: Type.Optional(
    Type.Object({
      parameters: Type.Optional(
        Type.Record(Type.String(), Type.String(), { description: 'Values for all templates.' }),
      ),
      secrets: Type.Optional(Type.Record(Type.String(), Secret({ description: 'A secret for all templates.' }))),
    }),
  ),
  secrets: Type.Optional(
    Type.Object({
      keys: Type.Array(Key, {
        minItems: 1,
        description:
          'Seal the secrets of tasks in the database; the first seals, all open. Default: a key made at the first start, kept in the database.',
      }),
    }),
  ),
  actions: Type.Optional(Type.Array(ComposedActionConfig, { description: 'Actions without code, made of others.' })),
  retention: Type.Optional(Duration({ description: 'How long tasks that have ended are kept. Default: for ever.' })),
})

/** What tasks want to know of the blocks of others. */
export const otherConfig = {
  'backend.workingDirectory': Type.Optional(
    Type.String({ minLength: 1, description: 'Folder in which tasks work. Default: the temporary folder.' }),
  ),
}
