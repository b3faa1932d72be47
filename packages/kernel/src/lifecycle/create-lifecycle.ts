import type { Lifecycle } from './lifecycle.ts'

/** One plugin's hooks, and the calls with which the host runs them. */
export interface PluginLifecycle extends Lifecycle {
  /** Runs the start hooks in the order in which they were added. */
  runStartHooks(): Promise<void>
  /** Runs the ready hooks in the order in which they were added; all run even if one throws. What they threw comes back. */
  runReadyHooks(): Promise<unknown[]>
  /** Runs the stop hooks, last added first; all run even if one throws. What they threw comes back. */
  runStopHooks(): Promise<unknown[]>
}

type Hook = () => Promise<void> | void

/** The lifecycle of one plugin. */
export function createLifecycle(stopping: AbortSignal): PluginLifecycle {
  const startHooks: Hook[] = []
  const readyHooks: Hook[] = []
  const stopHooks: Hook[] = []
  return {
    stopping,
    onStart: (hook) => void startHooks.push(hook),
    onReady: (hook) => void readyHooks.push(hook),
    onStop: (hook) => void stopHooks.push(hook),
    async runStartHooks() {
      for (const hook of startHooks) await hook()
    },
    runReadyHooks: () => runAll(readyHooks),
    runStopHooks: () => runAll(stopHooks.toReversed()),
  }
}

async function runAll(hooks: readonly Hook[]): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const hook of hooks) {
    try {
      await hook()
    } catch (error) {
      failures.push(error)
    }
  }
  return failures
}
