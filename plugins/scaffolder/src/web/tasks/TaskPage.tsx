import {
  ActionButton,
  Boundary,
  Card,
  EmptyState,
  EntityLink,
  Icon,
  Link,
  Loading,
  PageHeading,
  Since,
  Tag,
  useAddress,
  useFind,
  useParams,
  useReadAgain,
  useText,
} from '@callboard/web'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { readTaskRoute } from '../../model/routes.ts'
import type { Task } from '../../model/task.ts'
import { ApprovalPanel } from './ApprovalPanel.tsx'
import { startOverPath, templateOf, templateTitle } from './answers.ts'
import { Duration } from './Duration.tsx'
import { RetryButton } from './RetryButton.tsx'
import { Stepper } from './Stepper.tsx'
import { stateName, stateTone } from './state-words.ts'
import { TaskAnswers } from './TaskAnswers.tsx'
import { TaskLog } from './TaskLog.tsx'
import { TaskOutputs } from './TaskOutputs.tsx'
import { cancel } from './task-actions.ts'
import { type StepStory, spanMs, stateOf, type TaskState, type TaskStory, tellStory } from './task-story.ts'
import { useNow } from './use-now.ts'
import { useTaskEvents } from './use-task-events.ts'
import './tasks.css'

/** A task as it runs, and what came of it. */
export function TaskPage() {
  const t = useText()
  const { taskId = '' } = useParams()
  const task = useFind(readTaskRoute, { params: { taskId } })
  if (!task) {
    return (
      <>
        <PageHeading title={t('page.task.title', 'Task')} />
        <EmptyState title={t('task.unknown', 'There is no such task.')} icon="missing">
          <p className="cb-muted">
            {t('task.unknown.hint', 'It may have been deleted some time after it ended, or the address is cut short.')}
          </p>
          <p>
            <Link className="cb-link" to="/create/tasks">
              {t('task.all', 'Show all tasks')}
            </Link>
          </p>
        </EmptyState>
      </>
    )
  }
  return <OneTask key={task.id} task={task} />
}

/** How often a task that waits is asked for its place in the queue. */
const askAgainMs = 3_000

function OneTask({ task }: { task: Task }) {
  const t = useText()
  const { events, connection, again } = useTaskEvents(task.id)
  const story = useMemo(() => tellStory(task.spec.steps, events), [task.spec.steps, events])
  const state = stateOf(task, story)
  const readAgain = useReadAgain()
  const refresh = useEffectEvent(() => void readAgain())
  const isWaiting = state === 'queued' || state === 'approval'

  useEffect(() => {
    if (!isWaiting) return undefined
    const timer = setInterval(() => refresh(), askAgainMs)
    return () => clearInterval(timer)
  }, [isWaiting])
  // What was read before it ended knows no reason.
  const hasEnded = story.end !== undefined
  useEffect(() => {
    if (hasEnded) refresh()
  }, [hasEnded])

  const title = templateTitle(task) ?? t('page.task.title', 'Task')
  return (
    <>
      <PageHeading
        title={title}
        trail={[{ title: t('tabs.tasks', 'Tasks'), to: '/create/tasks' }]}
        actions={<TaskActions task={task} state={state} onRetried={again} />}
      >
        <TaskFacts task={task} story={story} state={state} />
      </PageHeading>
      {(state === 'failed' || state === 'cancelled') && <Reason task={task} story={story} state={state} />}
      {state === 'queued' && <Queued position={task.queuePosition} />}
      {(task.waitsFor === 'approval' || task.spec.approval) && (
        <Boundary title={t('task.approval', 'The approval')} loading={<Loading lines={2} />}>
          <ApprovalPanel taskId={task.id} isWaiting={state === 'approval'} onDecided={refresh} />
        </Boundary>
      )}
      {story.end?.output && <TaskOutputs output={story.end.output} />}
      {connection === 'broken' && (
        <p className="task-broken" role="status">
          <Icon name="dangling" />
          {t('task.broken', 'The connection is lost. The task goes on; this page connects again by itself.')}
        </p>
      )}
      <StepsAndLog task={task} story={story} isLive={!hasEnded} />
      <TaskAnswers parameters={task.spec.parameters} />
    </>
  )
}

function StepsAndLog({ task, story, isLive }: { task: Task; story: TaskStory; isLive: boolean }) {
  const t = useText()
  const { shown, go } = useAddress()
  const stepId = new URLSearchParams(shown).get('step') ?? undefined
  const step = story.steps.find(({ step }) => step.id === stepId)
  const lines = useMemo(
    () => (step ? story.lines.filter((line) => line.stepId === step.step.id) : story.lines),
    [story.lines, step],
  )
  return (
    <div className="task-run">
      <Stepper
        steps={story.steps}
        chosenId={step?.step.id}
        onChoose={(id) => go(new URLSearchParams(id === undefined ? {} : { step: id }), 'replace')}
      />
      <div className="task-run-log">
        {step && (
          <p className="task-only">
            {t('task.only', 'Only the lines of “{step}”.', { step: step.step.name })}{' '}
            <Link className="cb-link" to="?" replace>
              {t('task.all-lines', 'Show all lines')}
            </Link>
          </p>
        )}
        <TaskLog
          // Another step's log begins at its own end.
          key={step?.step.id ?? ''}
          lines={lines}
          fileName={`task-${task.id}${step ? `-${step.step.id}` : ''}.log`}
          isLive={isLive}
          empty={emptyLog(step, isLive, t)}
        />
      </div>
    </div>
  )
}

function emptyLog(step: StepStory | undefined, isLive: boolean, t: ReturnType<typeof useText>): string {
  if (isLive) return t('log.none-yet', 'Nothing has been logged yet.')
  return step ? t('log.none-of-step', 'This step logged nothing.') : t('log.none', 'Nothing was logged.')
}

function TaskActions({ task, state, onRetried }: { task: Task; state: TaskState; onRetried: () => void }) {
  const t = useText()
  const isOver = state === 'completed' || state === 'failed' || state === 'cancelled'
  const startOver = startOverPath(task)
  const canRetry = state === 'failed' || state === 'cancelled'
  const readAgain = useReadAgain()
  return (
    <>
      {!isOver && <ActionButton action={cancel} subject={{ ref: task.id, isOver: state === 'cancelling' }} />}
      {canRetry && (
        <RetryButton
          task={task}
          onRetried={() => {
            onRetried()
            void readAgain()
          }}
        />
      )}
      {isOver && startOver !== undefined && (
        <Link className="cb-button cb-button-plain" to={startOver}>
          <Icon name="edit" />
          {t('task.start-over', 'Start over')}
        </Link>
      )}
    </>
  )
}

function TaskFacts({ task, story, state }: { task: Task; story: TaskStory; state: TaskState }) {
  const t = useText()
  const now = useNow(state === 'running' || state === 'cancelling')
  const template = templateOf(task)
  return (
    <div className="task-facts">
      <span role="status">
        <Tag tone={stateTone[state]}>{stateName(state, t)}</Tag>
      </span>
      {template && <EntityLink entityRef={template.ref} />}
      {task.createdBy !== undefined && <EntityLink entityRef={task.createdBy} />}
      <Since at={task.createdAt} />
      {story.startedAt !== undefined && story.hasBegun && (
        <span className="task-took">
          <Icon name="clock" />
          <span className="cb-visually-hidden">{t('tasks.duration', 'Duration')}</span>
          <Duration ms={spanMs(story.startedAt, story.end?.at ?? now)} />
        </span>
      )}
    </div>
  )
}

function Reason({ task, story, state }: { task: Task; story: TaskStory; state: TaskState }) {
  const t = useText()
  const failed = story.steps.find(({ status }) => status === 'failed')
  const reason = task.reason ?? story.end?.error?.message
  return (
    <div className="task-reason" role="alert">
      <Card title={reasonTitle(state, failed, t)} tone="warning">
        {reason !== undefined && <p className="task-reason-text">{reason}</p>}
        <p className="cb-muted">
          {state === 'cancelled'
            ? t('task.cancelled.hint', 'What its finished steps made stays. Retry goes on from where it was stopped.')
            : t(
                'task.failed.hint',
                'Put the cause right and retry: finished steps are not run again. With other answers, start over.',
              )}
        </p>
      </Card>
    </div>
  )
}

function reasonTitle(state: TaskState, failed: StepStory | undefined, t: ReturnType<typeof useText>): string {
  if (state === 'cancelled') return t('task.was-cancelled', 'The task was cancelled')
  if (failed) return t('task.failed-at', 'The step “{step}” failed', { step: failed.step.name })
  return t('task.failed', 'The task failed')
}

function Queued({ position }: { position: number | undefined }) {
  const t = useText()
  return (
    <p className="task-queued" role="status">
      {position === undefined
        ? t('task.queued', 'It begins as soon as there is room for it.')
        : t(
            'task.queued.position',
            '{position, plural, =0 {It is next: it begins as soon as there is room for it.} one {One task is before it.} other {# tasks are before it.}}',
            { position },
          )}
    </p>
  )
}
