export {
  type Action,
  type ActionContext,
  type ActionExample,
  type ActionLog,
  defineScaffolderAction,
  type Initiator,
  type Workspace,
} from './action.ts'
export { errors } from './errors.ts'
export {
  actionResource,
  cancelTask,
  createTask,
  dryRunTemplate,
  executeAction,
  manageTemplates,
  readParameters,
  readSteps,
  readTask,
  taskResource,
  templateResource,
} from './permissions.ts'
export { parseRepoUrl, type RepoUrlParts } from './repo-url.ts'
export {
  type AutocompleteProvider,
  actions,
  autocompletes,
  type TemplatingExtension,
  templating,
  type WorkspaceStore,
  workspaceStores,
} from './services.ts'
export type {
  OutputLink,
  OutputText,
  StepStatus,
  Task,
  TaskEvent,
  TaskEventBody,
  TaskEventType,
  TaskOutput,
  TaskSpec,
  TaskStatus,
  TaskStep,
} from './task.ts'
export {
  type TaggedPart,
  type TemplateApproval,
  type TemplateEntity,
  type TemplatePage,
  type TemplateRecovery,
  type TemplateStep,
  templateApiVersion,
} from './template.ts'
