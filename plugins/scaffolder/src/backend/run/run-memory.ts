import type { JsonObject, JsonValue } from '@callboard/model'

/** How a step ended that is not run again. */
export type StepRecord =
  | { status: 'completed'; output: JsonObject }
  | { status: 'failed'; error: { name: string; message: string } }

/** What became of a checkpoint. Only a success is given back. */
export type CheckpointRecord = { status: 'success'; value?: JsonValue } | { status: 'failed'; reason: string }

/** What a run remembers, so that another one can go on. Steps are named by their place in the spec. */
export interface RunMemory {
  step(index: number): StepRecord | undefined
  /** Resolves when it is stored, with the workspace as it is now. */
  endStep(index: number, record: StepRecord): Promise<void>
  checkpoint(index: number, key: string): CheckpointRecord | undefined
  /** Resolves when it is stored, with the workspace as it is now. */
  setCheckpoint(index: number, key: string, record: CheckpointRecord): Promise<void>
}

/** Remembers as long as the process lives: for dry runs. */
export function fleetingMemory(): RunMemory {
  const steps = new Map<number, StepRecord>()
  const checkpoints = new Map<string, CheckpointRecord>()
  return {
    step: (index) => steps.get(index),
    endStep: async (index, record) => void steps.set(index, record),
    checkpoint: (index, key) => checkpoints.get(`${index} ${key}`),
    setCheckpoint: async (index, key, record) => void checkpoints.set(`${index} ${key}`, record),
  }
}
