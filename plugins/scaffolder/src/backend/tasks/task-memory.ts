import type { CheckpointRecord, RunMemory, StepRecord } from '../run/run-memory.ts'
import type { WorkspaceKeeper } from '../workspaces/workspace-keeper.ts'
import type { HiddenValues } from './hidden-values.ts'
import type { Journal } from './journal.ts'
import type { MemoryRow } from './leases.ts'
import type { TaskSeal } from './task-seal.ts'

/** The row in which a task keeps the key of its seal. */
export const keyRow = { step: -1, kind: 'key', key: '' } as const

/**
 * What a task remembers, in the database: sealed, and with the workspace that belongs to it.
 *
 * @param options.rows - What was remembered before.
 * @param options.steps - How many the task has: with the last it ends, and the end tells everything.
 * @param options.keeper - Absent where tasks are not taken over.
 */
export function taskMemory(options: {
  rows: readonly MemoryRow[]
  steps: number
  seal: TaskSeal
  journal: Journal
  hidden: HiddenValues
  keeper?: WorkspaceKeeper
}): RunMemory {
  const { rows, seal, journal, hidden, keeper } = options
  const steps = new Map<number, StepRecord>()
  const checkpoints = new Map<string, CheckpointRecord>()
  let hasKey = false
  let hasFailed = false
  for (const { step, kind, key, value } of rows) {
    if (kind === 'key') hasKey = true
    else {
      // Only `remember` below has sealed them, and the kind says which of the two it was.
      const known = JSON.parse(seal.openText(value)) as { record: StepRecord & CheckpointRecord; hidden?: string[] }
      // A step counts only with the files that it has left.
      if (kind === 'step' && keeper) steps.set(step, known.record)
      if (kind === 'checkpoint') checkpoints.set(`${step} ${key}`, known.record)
      hidden.restore(known.hidden ?? [])
    }
  }
  for (const { status } of steps.values()) hasFailed ||= status === 'failed'

  /** One after the other: an action may reach two checkpoints at a time. */
  let remembering: Promise<void> = Promise.resolve()
  const remember = (row: Omit<MemoryRow, 'value'>, record: StepRecord | CheckpointRecord) => {
    const work = async () => {
      // After a failure the workspace stays as it was before: a retry goes on from there.
      const workspace = hasFailed ? undefined : await keeper?.save()
      const value = seal.sealText(JSON.stringify({ record, ...hidden.take() }))
      const memory: MemoryRow[] = [{ ...row, value }]
      if (!hasKey) memory.push({ ...keyRow, value: seal.sealedKey })
      await journal.commit({ memory, workspace })
      hasKey = true
    }
    const done = remembering.then(work)
    remembering = done.catch(() => {})
    return done
  }

  return {
    step: (index) => steps.get(index),
    async endStep(index, record) {
      hasFailed ||= record.status === 'failed'
      steps.set(index, record)
      if (index < options.steps - 1) await remember({ step: index, kind: 'step', key: record.status }, record)
    },
    checkpoint: (index, key) => checkpoints.get(`${index} ${key}`),
    async setCheckpoint(index, key, record) {
      checkpoints.set(`${index} ${key}`, record)
      await remember({ step: index, kind: 'checkpoint', key }, record)
    },
  }
}
