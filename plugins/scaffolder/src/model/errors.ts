import { defineErrors, EntityRef, Type } from '@callboard/model'

/** What may go wrong with templates and tasks. */
export const errors = defineErrors('scaffolder', {
  pathEscapes: {
    name: 'NotAllowedError',
    data: { path: Type.String() },
    message: 'Relative path is not allowed to refer to a directory outside its parent: {path}',
    hint: 'Name something inside the workspace, without ".." and without symbolic links that lead out of it.',
  },
  malformedRepoUrl: {
    name: 'InputError',
    data: { repoUrl: Type.String() },
    message: 'Invalid repository address: "{repoUrl}".',
    hint: 'Write it as <host>?owner=<owner>&repo=<name>.',
  },
  noIntegration: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'No matching integration configuration for host {host}, please check your integrations config',
    hint: 'Add the host to `integrations`, with credentials that may write.',
  },
  repoUrlLacks: {
    name: 'InputError',
    data: { repoUrl: Type.String(), part: Type.String() },
    message: 'The repository address "{repoUrl}" does not say the {part}.',
    hint: 'Which parts a host needs is described with the field RepoUrlPicker.',
  },
  malformedVaultKey: {
    name: 'InputError',
    data: { id: Type.String() },
    message: 'The key "{id}" in scaffolder.secrets.keys cannot be used.',
    hint: 'A key is 32 random bytes in base64 (`openssl rand -base64 32`), and each has an id of its own.',
  },
  secretsUnreadable: {
    name: 'ServiceUnavailableError',
    data: { taskId: Type.String() },
    message: 'The secrets of task {taskId} cannot be opened.',
    hint: 'Put the key that sealed them back into scaffolder.secrets.keys, or start the task over.',
  },
  tooManyValues: {
    name: 'InputError',
    data: { maxEntries: Type.Number(), maxDepth: Type.Number() },
    message:
      'The values of this task are more than templates can work with: {maxEntries} in all, {maxDepth} levels deep.',
    hint: 'Send smaller answers, or let steps give less.',
  },
  wrongHost: {
    name: 'InputError',
    data: { host: Type.String(), type: Type.String() },
    message: 'This action does not work with {host}, which is configured under integrations.{type}.',
    hint: 'Use the action of that host, or another repository address.',
  },
  noCredentials: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'No credentials are configured for {host}, and the step gives no token.',
    hint: 'Add credentials that may write to the entry of the host in `integrations`, or let people give theirs by `requestUserCredentials` of RepoUrlPicker.',
  },
  needsUserToken: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'Templates may write to {host} only with a token of the person who runs them, and the step gives none.',
    hint: 'Ask for it by `requestUserCredentials` of RepoUrlPicker and give it to the step as `token`. This is so because of `scaffolder.requireScmUserCredentials`.',
  },
  noSigningKey: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'The commit shall be signed, and no signing key is configured for {host}.',
    hint: 'Set `commitSigningKey` of the host in `integrations`, or `scaffolder.defaultCommitSigningKey`.',
  },
  hostDenied: {
    name: 'NotAllowedError',
    data: {
      host: Type.String(),
      deed: Type.String(),
      status: Type.Number(),
      answer: Type.String(),
      advice: Type.String(),
    },
    message: '{host} did not allow to {deed}. It answered {status}: {answer}. {advice}',
  },
  hostRefused: {
    name: 'InputError',
    data: {
      host: Type.String(),
      deed: Type.String(),
      status: Type.Number(),
      answer: Type.String(),
      advice: Type.String(),
    },
    message: '{host} refused to {deed}. It answered {status}: {answer}. {advice}',
  },
  noApproval: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: 'Nobody has to agree to the task {taskId}.',
    hint: 'Only tasks of templates with spec.approval wait for somebody.',
  },
  notAnApprover: {
    name: 'NotAllowedError',
    data: { approvers: Type.String() },
    message: 'Only {approvers} may decide about this task.',
    hint: 'Ask one of them, or have the template name you in spec.approval.by.',
  },
  ownTask: {
    name: 'NotAllowedError',
    data: { taskId: Type.String() },
    message: 'Nobody approves a task of their own.',
    hint: 'Ask another of the approvers.',
  },
  alreadyDecided: {
    name: 'ConflictError',
    data: { decision: Type.String(), by: Type.String() },
    message: 'The task was {decision} by {by} already.',
    hint: 'Reload the page.',
  },
  unknownTask: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: "No task with id '{taskId}' found",
    hint: 'Tasks are deleted some time after they have ended, if scaffolder.retention says so.',
  },
  notByRef: {
    name: 'NotImplementedError',
    data: { resourceType: Type.String() },
    message: 'Things of the type {resourceType} cannot be looked up by a ref.',
  },
  notATemplateKind: {
    name: 'InputError',
    data: { kind: Type.String() },
    message: "Invalid kind, only 'Template' kind is supported",
  },
  templateNotFound: {
    name: 'NotFoundError',
    data: { ref: EntityRef },
    message: 'Template {ref} not found',
    hint: 'Check kind, namespace and name, and whether you may see it in the catalog.',
  },
  unsupportedVersion: {
    name: 'InputError',
    data: { apiVersion: Type.String() },
    message: 'Unsupported apiVersion field in schema entity, {apiVersion}',
    hint: 'Templates that run say `apiVersion: scaffolder.backstage.io/v1beta3`.',
  },
  malformedSchema: {
    name: 'InputError',
    data: { part: Type.String(), reason: Type.String() },
    message: 'The {part} of this template cannot be checked: {reason}',
    hint: 'Its author has to correct the JSON schema.',
  },
  malformedApproval: {
    name: 'InputError',
    data: { ref: EntityRef },
    message: 'The template {ref} wants an approval but does not say by whom.',
    hint: 'List groups or users under `spec.approval.by`.',
  },
  malformedOrder: {
    name: 'InputError',
    data: { order: Type.String() },
    message: 'Invalid order parameter "{order}", expected "<asc or desc>:<field name>"',
    hint: 'Fields are created_at, status and created_by.',
  },
  notATemplate: {
    name: 'InputError',
    data: { reasons: Type.String() },
    message: 'Input template is not a template',
    hint: '{reasons}',
  },
  unsupportedProvider: {
    name: 'InputError',
    data: { provider: Type.String() },
    message: 'Unsupported provider: {provider}',
  },
  invalidResource: {
    name: 'InputError',
    data: { resource: Type.String() },
    message: 'Invalid resource: {resource}',
  },
})
