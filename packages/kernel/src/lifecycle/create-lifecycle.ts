import type { Lifecycle } from './lifecycle.ts'

/** One plugin's hooks, and the calls with which the host runs them. */
export interface PluginLifecycle extends Lifecycle {
  /** Runs the start hooks in the order in which they were added. */
  runStartHooks(): Promise<void>
  /** Runs the stop hooks, last added first; all run even if one throws. What they threw comes back. */
  runStopHooks(): Promise<unknown[]>
}

/** The lifecycle of one plugin. */
export function createLifecycle(stopping: AbortSignal): PluginLifecycle {
  const startHooks: (() => Promise<void> | void)[] = []
  const stopHooks: (() => Promise<void> | void)[] = []
  return {
    stopping,
    onStart: (hook) => void startHooks.push(hook),
    onStop: (hook) => void stopHooks.push(hook),
    async runStartHooks() {
      for (const hook of startHooks) await hook()
    },
    async runStopHooks() {
      const failures: unknown[] = []
      for (const hook of stopHooks.toReversed()) {
        try {
          await hook()
        } catch (error) {
          failures.push(error)
        }
      }
      return failures
    },
  }
}
