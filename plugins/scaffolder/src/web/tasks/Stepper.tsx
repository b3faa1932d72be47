import { Icon, useText } from '@callboard/web'
import { Duration } from './Duration.tsx'
import { skippedReason, stepIcon, stepStatusName } from './state-words.ts'
import { type StepStory, spanMs } from './task-story.ts'
import { useNow } from './use-now.ts'

/** What a {@link Stepper} shows. */
export interface StepperProps {
  steps: readonly StepStory[]
  /** The step whose lines the log shows; undefined for all. */
  chosenId: string | undefined
  /** Asks for the lines of one step, or of all. */
  onChoose: (stepId: string | undefined) => void
}

/** The steps of a task from top to bottom: where each stands, how long it took, why it was skipped. */
export function Stepper({ steps, chosenId, onChoose }: StepperProps) {
  const t = useText()
  const now = useNow(steps.some(({ status }) => status === 'processing'))
  return (
    <nav aria-label={t('task.steps', 'Steps')}>
      <ol className="task-steps">
        {steps.map((told) => {
          const isChosen = told.step.id === chosenId
          return (
            <li key={told.step.id} data-status={told.status}>
              <button
                type="button"
                // Pressed again, it shows the lines of all steps.
                onClick={() => onChoose(isChosen ? undefined : told.step.id)}
                aria-current={isChosen ? 'step' : undefined}
                title={told.step.action}
              >
                <span className="task-step-mark">
                  <Icon name={stepIcon[told.status]} />
                </span>
                <span className="task-step-name">{told.step.name}</span>
                <span className="task-step-detail">
                  <span>{stepStatusName(told.status, t)}</span>
                  {told.startedAt && told.status !== 'skipped' && (
                    <Duration ms={spanMs(told.startedAt, told.endedAt ?? now)} />
                  )}
                  {told.skipped !== undefined && <span>{skippedReason(told.skipped, t)}</span>}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
