import { EntityLink, Link, Since, Tag, useText } from '@callboard/web'
import type { Task } from '../../model/task.ts'
import { templateOf, templateTitle } from './answers.ts'
import { Duration } from './Duration.tsx'
import { listedState, stateName, stateTone } from './state-words.ts'
import { spanMs } from './task-story.ts'

/** What a {@link TaskTable} shows. */
export interface TaskTableProps {
  tasks: readonly Task[]
  /** The address of the list with the tasks of one template. */
  linkToTemplate: (ref: string) => string
}

/** Tasks, one a row. */
export function TaskTable({ tasks, linkToTemplate }: TaskTableProps) {
  const t = useText()
  return (
    <table className="tasks-table">
      <caption className="cb-visually-hidden">{t('tasks.caption', 'Tasks, newest first')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('tasks.task', 'Task')}</th>
          <th scope="col">{t('tasks.status', 'Status')}</th>
          <th scope="col">{t('tasks.who', 'Who')}</th>
          <th scope="col">{t('tasks.when', 'When')}</th>
          <th scope="col">{t('tasks.duration', 'Duration')}</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <Row key={task.id} task={task} linkToTemplate={linkToTemplate} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ task, linkToTemplate }: { task: Task; linkToTemplate: TaskTableProps['linkToTemplate'] }) {
  const t = useText()
  const template = templateOf(task)
  const state = listedState(task)
  const hint = subjectOf(task)
  return (
    <tr className="tasks-row">
      <td className="tasks-task">
        <Link className="tasks-name" to={`/create/tasks/${encodeURIComponent(task.id)}`}>
          {templateTitle(task) ?? t('page.task.title', 'Task')}
          {hint !== undefined && <span className="cb-muted"> {hint}</span>}
        </Link>
        {template && (
          <Link className="tasks-only" to={linkToTemplate(template.ref)}>
            {t('tasks.only', 'Only this template')}
          </Link>
        )}
        {task.reason !== undefined && <p className="tasks-reason">{task.reason}</p>}
      </td>
      <td className="tasks-state">
        <Tag tone={stateTone[state]}>{stateName(state, t)}</Tag>
      </td>
      <td className="tasks-who">{task.createdBy !== undefined && <EntityLink entityRef={task.createdBy} />}</td>
      <td className="tasks-when">
        <Since at={task.createdAt} />
      </td>
      <td className="tasks-took">
        {task.lastHeartbeatAt !== undefined && <Duration ms={spanMs(task.createdAt, task.lastHeartbeatAt)} />}
      </td>
    </tr>
  )
}

/** What tells one task of a template from the next: the answer that most templates ask first. */
function subjectOf({ spec: { parameters } }: Task): string | undefined {
  const { name, repoUrl, component_id: componentId } = parameters
  const said = [name, componentId].find((value) => typeof value === 'string' && value !== '')
  if (typeof said === 'string') return said
  const repo = typeof repoUrl === 'string' ? new URLSearchParams(repoUrl.split('?')[1]).get('repo') : null
  return repo ?? undefined
}
