import { Boundary, Button, Loading, Modal, useAllowed, useFind, useSend, useText } from '@callboard/web'
import { type FormEvent, useId, useState } from 'react'
import { createTask } from '../../model/permissions.ts'
import { readParameterSchema, retryTaskRoute } from '../../model/routes.ts'
import type { Task } from '../../model/task.ts'
import { templateOf } from './answers.ts'

/** What a {@link RetryButton} runs again. */
export interface RetryButtonProps {
  task: Task
  /** The task runs again. */
  onRetried: () => void
}

/** Runs a task again from the step that failed. Secrets are asked for once more: none is kept after a task has ended. */
export function RetryButton({ task, onRetried }: RetryButtonProps) {
  const t = useText()
  const allowed = useAllowed(createTask, undefined)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        icon="refresh"
        look="primary"
        disabledReason={allowed === 'no' ? t('task.retry.forbidden', 'You may not run templates.') : undefined}
        onPress={() => setOpen(true)}
      >
        {t('task.retry', 'Retry')}
      </Button>
      {isOpen && (
        <Modal title={t('task.retry.title', 'Retry this task')} onClose={() => setOpen(false)}>
          <Boundary title={t('task.retry.title', 'Retry this task')} loading={<Loading lines={2} />}>
            <RetryForm
              task={task}
              onCancel={() => setOpen(false)}
              onRetried={() => {
                setOpen(false)
                onRetried()
              }}
            />
          </Boundary>
        </Modal>
      )}
    </>
  )
}

function RetryForm({ task, onCancel, onRetried }: RetryButtonProps & { onCancel: () => void }) {
  const t = useText()
  const { send, state, error } = useSend(retryTaskRoute)
  const { namespace, name } = templateOf(task) ?? { namespace: '-', name: '-' }
  const template = useFind(readParameterSchema, { params: { namespace, kind: 'template', name } })
  const names = template?.secretNames ?? []
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({})

  async function submit(event: FormEvent) {
    event.preventDefault()
    try {
      await send({ params: { taskId: task.id }, body: { secrets } })
      onRetried()
    } catch {
      // Shown below; the dialog stays.
    }
  }

  return (
    <form className="task-form" onSubmit={(event) => void submit(event)}>
      <p>
        {t(
          'task.retry.what',
          'It goes on with the step that failed, with the same answers and the template as it was then.',
        )}
      </p>
      {names.length > 0 && (
        <p className="cb-muted">{t('task.retry.secrets', 'Secrets are not kept: enter them again.')}</p>
      )}
      {names.map((secret) => (
        <SecretField
          key={secret}
          name={secret}
          onChange={(value) => setSecrets((before) => ({ ...before, [secret]: value }))}
        />
      ))}
      {error && (
        <p role="alert" className="task-form-error">
          {t('task.retry.failed', 'It did not work: {reason}', { reason: error.message })}
        </p>
      )}
      <div className="cb-dialog-actions">
        <Button onPress={onCancel}>{t('task.retry.not', 'Not now')}</Button>
        <button type="submit" className="cb-button cb-button-primary" aria-disabled={state === 'sending'}>
          {t('task.retry', 'Retry')}
        </button>
      </div>
    </form>
  )
}

function SecretField({ name, onChange }: { name: string; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="task-field">
      <label htmlFor={id}>{name}</label>
      <input id={id} type="password" required autoComplete="off" onChange={({ target }) => onChange(target.value)} />
    </div>
  )
}
