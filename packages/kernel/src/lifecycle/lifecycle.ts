/** Hooks into the life of the process. */
export interface Lifecycle {
  /** Runs after every plugin's `setup`, in start order, when all extension points are filled. */
  onStart(hook: () => Promise<void> | void): void
  /** Runs once requests are answered: the place to begin work that takes the processor. A hook that throws is logged. */
  onReady(hook: () => Promise<void> | void): void
  /** Runs on SIGTERM after requests have ended, in reverse start order. */
  onStop(hook: () => Promise<void> | void): void
  /** Aborts when the shutdown begins. */
  readonly stopping: AbortSignal
}
