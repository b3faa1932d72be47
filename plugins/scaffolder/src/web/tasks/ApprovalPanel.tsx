import { Button, Card, EntityLink, useAnnounce, useFind, useSend, useText } from '@callboard/web'
import { useId, useState } from 'react'
import { type Approval, decideApproval, readApproval } from '../../model/routes.ts'
import { Markdown } from '../markdown/Markdown.tsx'

/** What an {@link ApprovalPanel} is about. */
export interface ApprovalPanelProps {
  taskId: string
  /** The task waits for a word; otherwise it was given. */
  isWaiting: boolean
  onDecided: () => void
}

/** Who has to agree before the task runs, what they should look at, and for them the two buttons. */
export function ApprovalPanel({ taskId, isWaiting, onDecided }: ApprovalPanelProps) {
  const t = useText()
  const approval = useFind(readApproval, { params: { taskId } })
  if (!approval) return null
  if (approval.decision) return <Decision decision={approval.decision} />
  if (!isWaiting) return null
  return (
    <div className="task-waits">
      <Card title={t('task.state.approval', 'Waits for approval')} tone="warning">
        <div className="task-approval">
          <p className="task-approvers">
            {t('approval.by', 'It begins when one of these has agreed:')}{' '}
            {approval.by.map((ref) => (
              <EntityLink key={ref} entityRef={ref} />
            ))}
          </p>
          {approval.note !== undefined && <Markdown>{approval.note}</Markdown>}
          {approval.isMine && <Decide taskId={taskId} onDecided={onDecided} />}
        </div>
      </Card>
    </div>
  )
}

/** The two buttons of whoever may decide. */
export function Decide({ taskId, onDecided }: { taskId: string; onDecided: () => void }) {
  const t = useText()
  const id = useId()
  const announce = useAnnounce()
  const { send, error } = useSend(decideApproval)
  const [comment, setComment] = useState('')

  async function decide(decision: 'approved' | 'rejected') {
    try {
      await send({ params: { taskId }, body: { decision, ...(comment.trim() !== '' && { comment: comment.trim() }) } })
      announce(
        decision === 'approved'
          ? t('approval.approved', 'Approved: the task begins.')
          : t('approval.rejected', 'Rejected: the task will not run.'),
      )
      onDecided()
    } catch {
      // Shown below; what was written stays.
    }
  }

  return (
    <div className="task-form">
      <div className="task-field">
        <label htmlFor={id}>{t('approval.comment', 'Comment (optional)')}</label>
        <textarea
          id={id}
          rows={2}
          maxLength={10_000}
          value={comment}
          onChange={({ target }) => setComment(target.value)}
        />
      </div>
      {error && (
        <p role="alert" className="task-form-error">
          {t('approval.failed', 'It did not work: {reason}', { reason: error.message })}
        </p>
      )}
      <div className="task-approval-actions">
        <Button look="primary" icon="approve" onPress={() => void decide('approved')}>
          {t('approval.approve', 'Approve')}
        </Button>
        <Button icon="close" onPress={() => void decide('rejected')}>
          {t('approval.reject', 'Reject')}
        </Button>
      </div>
    </div>
  )
}

function Decision({ decision: { by, decision, comment } }: { decision: NonNullable<Approval['decision']> }) {
  const t = useText()
  return (
    <div className="task-decision">
      <p>
        {decision === 'approved'
          ? t('approval.was-approved', 'Approved by')
          : t('approval.was-rejected', 'Rejected by')}{' '}
        <EntityLink entityRef={by} />
      </p>
      {comment !== undefined && <blockquote>{comment}</blockquote>}
    </div>
  )
}
