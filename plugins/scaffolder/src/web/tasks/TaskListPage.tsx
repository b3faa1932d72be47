import {
  Boundary,
  Button,
  EmptyState,
  Icon,
  Link,
  Loading,
  PageHeading,
  shortRef,
  useAddress,
  useIdentity,
  useRead,
  useReadAgain,
  useText,
} from '@callboard/web'
import { useEffect, useEffectEvent, useId } from 'react'
import { listTasks } from '../../model/routes.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import { statusName } from './state-words.ts'
import { TaskTable } from './TaskTable.tsx'
import {
  narrowed,
  offeredStatuses,
  pageSize,
  parseTaskListView,
  type TaskListView,
  taskListQuery,
  writeTaskListView,
} from './task-list-view.ts'
import { WaitingForYou } from './WaitingForYou.tsx'
import './task-list.css'

/** The tasks of the person, or all that they may see. What it shows is in the address. */
export function TaskListPage() {
  const t = useText()
  const { shown, wanted, go } = useAddress()
  const title = t('page.tasks.title', 'Tasks')
  return (
    <>
      <PageHeading title={title}>
        <CreateTabs />
      </PageHeading>
      <Boundary title={t('waiting', 'Waits for you')} loading={null}>
        <WaitingForYou />
      </Boundary>
      <Filters view={parseTaskListView(new URLSearchParams(wanted))} go={(next) => go(writeTaskListView(next))} />
      <Boundary title={title} loading={<Loading lines={8} />} resetOn={shown}>
        <div aria-busy={shown !== wanted}>
          <Tasks view={parseTaskListView(new URLSearchParams(shown))} />
        </div>
      </Boundary>
    </>
  )
}

interface FiltersProps {
  view: TaskListView
  go: (next: TaskListView) => void
}

function Filters({ view, go }: FiltersProps) {
  const t = useText()
  const id = useId()
  const choices = [
    ['mine', t('tasks.mine', 'Mine')],
    ['all', t('tasks.all', 'All')],
  ] as const
  return (
    <search className="tasks-filters" aria-label={t('tasks.filters', 'Filters')}>
      <fieldset className="tasks-whose">
        <legend className="cb-visually-hidden">{t('tasks.whose', 'Whose tasks')}</legend>
        {choices.map(([whose, name]) => (
          <label key={whose}>
            <input
              type="radio"
              name={`${id}-whose`}
              checked={view.whose === whose}
              onChange={() => go(narrowed(view, { whose }))}
            />
            {name}
          </label>
        ))}
      </fieldset>
      <span className="tasks-status">
        <label htmlFor={`${id}-status`}>{t('tasks.status', 'Status')}</label>
        <select
          id={`${id}-status`}
          value={view.status ?? ''}
          onChange={({ target }) =>
            go(narrowed(view, { status: offeredStatuses.find((status) => status === target.value) }))
          }
        >
          <option value="">{t('tasks.any', 'Any')}</option>
          {offeredStatuses.map((status) => (
            <option key={status} value={status}>
              {statusName(status, t)}
            </option>
          ))}
        </select>
      </span>
      {view.template !== undefined && (
        <Button icon="close" onPress={() => go(narrowed(view, { template: undefined }))}>
          {t('tasks.of-template', 'Template {name}', { name: shortRef(view.template) })}
        </Button>
      )}
    </search>
  )
}

/** Where nothing tells of changes, tasks that are under way are read again. */
const askAgainMs = 5_000

function Tasks({ view }: { view: TaskListView }) {
  const t = useText()
  const { userEntityRef } = useIdentity()
  const { tasks, totalTasks } = useRead(listTasks, { query: taskListQuery(view, userEntityRef) })
  const readAgain = useReadAgain()
  const refresh = useEffectEvent(() => {
    if (document.visibilityState === 'visible') void readAgain()
  })
  const isMoving = tasks.some(({ status }) => status === 'open' || status === 'processing')
  useEffect(() => {
    if (!isMoving) return undefined
    const timer = setInterval(() => refresh(), askAgainMs)
    return () => clearInterval(timer)
  }, [isMoving])

  if (tasks.length === 0) return <NoTasks view={view} />
  const pages = Math.ceil(totalTasks / pageSize)
  const linkTo = (page: number) => `?${writeTaskListView({ ...view, page })}`
  return (
    <>
      <TaskTable tasks={tasks} linkToTemplate={(template) => `?${writeTaskListView(narrowed(view, { template }))}`} />
      <nav className="tasks-pages" aria-label={t('tasks.pages', 'Pages')}>
        <span className="cb-muted">
          {t('tasks.count', '{count, plural, one {One task} other {# tasks}}', { count: totalTasks })}
          {pages > 1 && ` · ${t('tasks.page', 'page {page} of {pages}', { page: view.page, pages })}`}
        </span>
        {view.page > 1 && (
          <Link className="cb-link" to={linkTo(view.page - 1)}>
            {t('tasks.newer', 'Newer')}
          </Link>
        )}
        {view.page < pages && (
          <Link className="cb-link" to={linkTo(view.page + 1)}>
            {t('tasks.older', 'Older')}
          </Link>
        )}
      </nav>
    </>
  )
}

function NoTasks({ view }: { view: TaskListView }) {
  const t = useText()
  if (view.status !== undefined || view.template !== undefined || view.page > 1) {
    return (
      <EmptyState title={t('tasks.none-such', 'No task answers these filters.')}>
        <p>
          <Link className="cb-link" to={`?${writeTaskListView({ whose: view.whose, page: 1 })}`}>
            {t('tasks.show-all', 'Show all')}
          </Link>
        </p>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={
        view.whose === 'mine'
          ? t('tasks.none-mine', 'You have not run a template yet.')
          : t('tasks.none', 'No template has been run yet.')
      }
      icon="task"
    >
      <p>
        <Link className="cb-button cb-button-plain" to="/create">
          <Icon name="create" />
          {t('tasks.choose', 'Choose a template')}
        </Link>
      </p>
    </EmptyState>
  )
}
