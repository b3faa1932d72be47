import { Card, EntityLink, Link, Since, useRead, useReadAgain, useText } from '@callboard/web'
import { listApprovals } from '../../model/routes.ts'
import { Markdown } from '../markdown/Markdown.tsx'
import { Decide } from './ApprovalPanel.tsx'
import { TaskAnswers } from './TaskAnswers.tsx'

/** Tasks of others that wait for the person's word; nothing where there are none. */
export function WaitingForYou() {
  const t = useText()
  const { items } = useRead(listApprovals)
  const readAgain = useReadAgain()
  if (items.length === 0) return null
  return (
    <section className="tasks-waiting" aria-label={t('waiting', 'Waits for you')}>
      {items.map(({ taskId, templateRef, createdBy, createdAt, note, parameters }) => (
        <Card key={taskId} title={t('waiting', 'Waits for you')} tone="warning">
          <p className="tasks-waiting-what">
            {templateRef !== undefined && <EntityLink entityRef={templateRef} />}
            {createdBy !== undefined && <EntityLink entityRef={createdBy} />}
            <Since at={createdAt} />
            <Link className="cb-link" to={`/create/tasks/${encodeURIComponent(taskId)}`}>
              {t('waiting.task', 'The task')}
            </Link>
          </p>
          {note !== undefined && <Markdown>{note}</Markdown>}
          <TaskAnswers parameters={parameters} />
          <Decide taskId={taskId} onDecided={() => void readAgain()} />
        </Card>
      ))}
    </section>
  )
}
