import { type Static, Type } from '@callboard/kernel'
import { type ActionContext, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { type GitlabSetup, openGitlab, projectOf, snakeCased } from './gitlab-host.ts'
import { optionalProjectIdInput, projectIdInput } from './inputs.ts'

const text = (description: string) => Type.Optional(Type.String({ description }))
const number = (description: string) => Type.Optional(Type.Number({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))

const assignees = Type.Optional(
  Type.Array(Type.Number({ description: 'A number.' }), { description: 'The numbers of people who take care of it.' }),
)
const issueType = Type.Optional(
  Type.Unsafe<'issue' | 'incident' | 'test_case' | 'task'>({
    type: 'string',
    enum: ['issue', 'incident', 'test_case', 'task'],
    description: 'What kind of issue it is. Default: `issue`.',
  }),
)

const createInput = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    projectId: optionalProjectIdInput,
    title: Type.String({ description: 'The title.' }),
    description: text('The text; Markdown.'),
    assignees,
    confidential: flag('Only members see it.'),
    createdAt: text('When it was created, for administrators: `2026-11-21T08:00:00Z`.'),
    dueDate: text('Until when it is to be done: `2026-12-24`.'),
    discussionToResolve: text('The thread that it resolves, with `mergeRequestToResolveDiscussionsOf`.'),
    epicId: number('The number of the epic that it belongs to.'),
    issueType,
    labels: text('Labels, with commas.'),
    mergeRequestToResolveDiscussionsOf: number(
      'The merge request (its number in the project) whose threads it resolves.',
    ),
    milestoneId: number('The number of the milestone.'),
    weight: number('How heavy it is; not negative.'),
  },
  { additionalProperties: false },
)

interface Issue {
  id: number
  iid: number
  web_url: string
  project_id: number
  state: string
  title: string
  updated_at: string
}

/** `gitlab:issues:create` */
export const createIssue = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:issues:create',
    description: 'Creates an issue in a GitLab project.',
    input: createInput,
    output: Type.Object({
      issueUrl: Type.String({ description: 'The page of the issue.' }),
      issueId: Type.Number({ description: 'Its number on this GitLab.' }),
      issueIid: Type.Number({ description: 'Its number in the project.' }),
    }),
    examples: [
      {
        description: 'Something that is left to do by hand.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          title: 'Choose an on-call rotation',
          labels: 'operations,first-steps',
          dueDate: '2027-01-31',
        },
      },
    ],
    async run(context) {
      const { repoUrl, token, projectId, assignees, ...about } = context.input
      const gitlab = await openGitlab(setup, { repoUrl, token, signal: context.signal })
      const project = projectId ?? projectOf(setup, repoUrl)
      const issue = await context.checkpoint(
        keyOf(context, `create.gitlab.issue.${project}.${about.title}`),
        async () => {
          const { id, iid, web_url } = await gitlab.call<Issue>(`create the issue "${about.title}" in ${project}`, {
            method: 'POST',
            path: `${projectPath(project)}/issues`,
            body: snakeCased({ ...about, assigneeIds: assignees }),
          })
          return { id, iid, web_url }
        },
      )
      context.output('issueUrl', issue.web_url)
      context.output('issueId', issue.id)
      context.output('issueIid', issue.iid)
    },
  })

const editInput = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    projectId: projectIdInput,
    issueIid: Type.Number({ description: 'The number of the issue in the project.' }),
    addLabels: text('Labels to add, with commas.'),
    assignees,
    confidential: flag('Only members see it.'),
    description: text('The new text; Markdown.'),
    discussionLocked: flag('Only members may comment.'),
    dueDate: text('Until when it is to be done: `2026-12-24`.'),
    epicId: number('The number of the epic that it belongs to.'),
    issueType,
    labels: text('All labels it shall have, with commas; empty: none.'),
    milestoneId: number('The number of the milestone; 0: none.'),
    removeLabels: text('Labels to take away, with commas.'),
    stateEvent: Type.Optional(
      Type.Unsafe<'close' | 'reopen'>({
        type: 'string',
        enum: ['close', 'reopen'],
        description: 'Closes or reopens it.',
      }),
    ),
    title: text('The new title.'),
    updatedAt: text('When it was changed, for administrators: `2026-11-21T08:00:00Z`.'),
    weight: Type.Optional(Type.Number({ minimum: 0, maximum: 10, description: 'How heavy it is, up to 10.' })),
  },
  { additionalProperties: false },
)

/** `gitlab:issue:edit` */
export const editIssue = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:issue:edit',
    description: 'Changes an issue of a GitLab project; what is not named stays as it is.',
    input: editInput,
    output: Type.Object({
      issueUrl: Type.String({ description: 'The page of the issue.' }),
      projectId: Type.Number({ description: 'The number of the project.' }),
      issueId: Type.Number({ description: 'Its number on this GitLab.' }),
      issueIid: Type.Number({ description: 'Its number in the project.' }),
      state: Type.String({ description: '`opened` or `closed`.' }),
      title: Type.String({ description: 'Its title.' }),
      updatedAt: Type.String({ description: 'When it was changed.' }),
    }),
    examples: [
      {
        description: 'Closes an issue with a label.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          projectId: 'acme/shop',
          issueIid: 7,
          addLabels: 'done-by-template',
          stateEvent: 'close',
        },
      },
    ],
    async run(context) {
      const { repoUrl, token, projectId, issueIid, assignees, ...about } = context.input
      const gitlab = await openGitlab(setup, { repoUrl, token, signal: context.signal })
      const key = keyOf(context, `edit.gitlab.issue.${projectId}.${issueIid}`)
      const issue = await context.checkpoint(key, async () => {
        const { id, iid, web_url, project_id, state, title, updated_at } = await gitlab.call<Issue>(
          `change the issue #${issueIid} of ${projectId}`,
          {
            method: 'PUT',
            path: `${projectPath(projectId)}/issues/${issueIid}`,
            body: snakeCased({ ...about, assigneeIds: assignees }),
          },
        )
        return { id, iid, web_url, project_id, state, title, updated_at }
      })
      context.output('issueUrl', issue.web_url)
      context.output('projectId', issue.project_id)
      context.output('issueId', issue.id)
      context.output('issueIid', issue.iid)
      context.output('state', issue.state)
      context.output('title', issue.title)
      context.output('updatedAt', issue.updated_at)
    },
  })

/** Two issues may have the same title: the step and its iteration tell them apart. */
const keyOf = ({ step, eachKey }: ActionContext<Static<typeof createInput> | Static<typeof editInput>>, what: string) =>
  [what, step.id, ...(eachKey === undefined ? [] : [eachKey])].join('.')
