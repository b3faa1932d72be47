import type { Redactor } from '../secrets/redactor.ts'

/** What has to be masked besides the secrets that a task was sent: made by actions, or of secrets by expressions. */
export interface HiddenValues {
  /** Notes whatever is added. */
  redactor: Redactor
  /** What was added since the last time: to be remembered, so that the next worker masks it too. */
  take(): { hidden?: string[] }
  /** Masks what was remembered. */
  restore(values: readonly string[]): void
}

/** @param redactor - Of the run. */
export function hiddenValues(redactor: Redactor): HiddenValues {
  let added: string[] = []
  return {
    redactor: {
      ...redactor,
      add(values) {
        const more = [...values]
        added.push(...more)
        redactor.add(more)
      },
    },
    take() {
      const hidden = added
      added = []
      return hidden.length === 0 ? {} : { hidden }
    },
    restore: (values) => redactor.add(values),
  }
}
