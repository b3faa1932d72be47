import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { type GitlabHost, type GitlabSetup, openGitlab } from './gitlab-host.ts'
import { projectIdInput } from './inputs.ts'
import type { ProjectVariable } from './project-settings.ts'

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    projectId: projectIdInput,
    key: Type.String({
      pattern: '^[A-Za-z0-9_]{1,255}$',
      description: 'The name of the variable: letters, digits and underscores.',
    }),
    value: Type.String({ description: 'Its value.' }),
    variableType: Type.Unsafe<'env_var' | 'file'>({
      type: 'string',
      enum: ['env_var', 'file'],
      description: 'What jobs get: the value (`env_var`), or the path of a file with it (`file`).',
    }),
    variableProtected: Type.Optional(
      Type.Boolean({ description: 'Only jobs of protected branches and tags get it. Default: false.' }),
    ),
    masked: Type.Optional(Type.Boolean({ description: 'The value is hidden in logs of jobs. Default: false.' })),
    maskedAndHidden: Type.Optional(
      Type.Boolean({ description: 'Also nobody can read it in the settings of the project. Default: false.' }),
    ),
    raw: Type.Optional(
      Type.Boolean({ description: 'References to other variables in the value are not expanded. Default: false.' }),
    ),
    environmentScope: Type.Optional(
      Type.String({ description: 'The environments that the variable is for. Default: `*`, all.' }),
    ),
  },
  { additionalProperties: false },
)

/** `gitlab:projectVariable:create` */
export const createProjectVariable = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:projectVariable:create',
    description: 'Makes a variable for the CI jobs of a project.',
    input,
    examples: [
      {
        description: 'A masked password for production.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          projectId: '${{ steps.publish.output.projectId }}',
          key: 'DATABASE_PASSWORD',
          value: '${{ secrets.databasePassword }}',
          variableType: 'env_var',
          masked: true,
          environmentScope: 'production',
        },
      },
    ],
    async run(context) {
      const { input, signal } = context
      const gitlab = await openGitlab(setup, { ...input, signal })
      if (input.masked || input.maskedAndHidden) context.hide(input.value)
      const project = input.projectId
      const scope = input.environmentScope ?? '*'
      const variable = {
        key: input.key,
        value: input.value,
        variable_type: input.variableType,
        protected: input.variableProtected ?? false,
        masked: input.masked ?? false,
        masked_and_hidden: input.maskedAndHidden ?? false,
        raw: input.raw ?? false,
        environment_scope: scope,
      }
      const key = `gitlab.variable.${project}.${input.key}.${scope}`
      const isTaken = await context.checkpoint(`look.${key}`, () => hasVariable(gitlab, { project, variable }))
      // GitLab says itself that a variable is taken. One that came after the step began is this step's own.
      const make = isTaken ? createVariable : ensureVariable
      await context.checkpoint(`create.${key}`, () => make(gitlab, { project, variable }))
    },
  })

interface OfProject {
  project: number | string
  variable: ProjectVariable
}

/** Makes a variable in a project, unless a variable of that name and scope is there. */
export async function ensureVariable(gitlab: GitlabHost, options: OfProject): Promise<undefined> {
  if (!(await hasVariable(gitlab, options))) await createVariable(gitlab, options)
}

async function createVariable(gitlab: GitlabHost, { project, variable }: OfProject): Promise<undefined> {
  const { masked, masked_and_hidden, ...rest } = variable
  await gitlab.call(`create the variable ${variable.key}`, {
    method: 'POST',
    path: `${projectPath(project)}/variables`,
    // GitLab takes one of the two.
    body: { ...rest, ...(masked_and_hidden ? { masked_and_hidden } : { masked }) },
  })
}

async function hasVariable(gitlab: GitlabHost, { project, variable }: OfProject): Promise<boolean> {
  const query = new URLSearchParams({ 'filter[environment_scope]': variable.environment_scope ?? '*' })
  const path = `${projectPath(project)}/variables/${variable.key}?${query}`
  return (await gitlab.find(`look for the variable ${variable.key}`, path)) !== undefined
}
