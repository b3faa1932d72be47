import { basicPermission, resourcePermission } from '@callboard/model'

/** Resource types (spec/scaffolder.md 10). */
export const taskResource = 'scaffolder-task'
/** Pages and steps of templates. */
export const templateResource = 'scaffolder-template'
/** Actions with their input. */
export const actionResource = 'scaffolder-action'

export const createTask = basicPermission('scaffolder.task.create', 'create')
export const readTask = resourcePermission('scaffolder.task.read', taskResource, 'read')
export const cancelTask = resourcePermission('scaffolder.task.cancel', taskResource)
export const readParameters = resourcePermission('scaffolder.template.parameter.read', templateResource, 'read')
export const readSteps = resourcePermission('scaffolder.template.step.read', templateResource, 'read')
export const executeAction = resourcePermission('scaffolder.action.execute', actionResource)
export const dryRunTemplate = basicPermission('scaffolder.template.dry-run')
export const manageTemplates = basicPermission('scaffolder.template.management')

/** All permissions of templates and tasks. */
export const scaffolderPermissions = [
  createTask,
  readTask,
  cancelTask,
  readParameters,
  readSteps,
  executeAction,
  dryRunTemplate,
  manageTemplates,
] as const
