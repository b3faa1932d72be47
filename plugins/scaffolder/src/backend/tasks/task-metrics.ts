import type { Metrics } from '@callboard/kernel'

/** Counts what tasks and their steps come to (spec/scaffolder.md 7.8). */
export interface TaskMetrics {
  stepEnded(of: { template: string; step: string; result: 'ok' | 'failed'; seconds: number }): void
  taskEnded(of: { template: string; result: 'ok' | 'failed' | 'cancelled'; seconds: number }): void
}

const buckets = [0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600]

/** Under the field's names, after the portal's prefix. */
export function taskMetrics(metrics: Metrics): TaskMetrics {
  const taskCount = metrics.counter('task_count', 'Tasks that have ended.')
  const taskDuration = metrics.histogram('task_duration', 'From when a worker first took a task to its end.', {
    unit: 'seconds',
    buckets,
  })
  const stepCount = metrics.counter('step_count', 'Steps that have ended.')
  const stepDuration = metrics.histogram('step_duration', 'How long steps took.', { unit: 'seconds', buckets })
  return {
    stepEnded({ seconds, ...labels }) {
      stepCount.add(1, labels)
      stepDuration.record(seconds, labels)
    },
    taskEnded({ seconds, ...labels }) {
      taskCount.add(1, labels)
      taskDuration.record(seconds, labels)
    },
  }
}
