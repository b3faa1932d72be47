/** Hooks into the life of the process. */
export interface Lifecycle {
  /** Runs after every plugin's `setup`, in start order, when all extension points are filled. */
  onStart(hook: () => Promise<void> | void): void
  /** Runs on SIGTERM after requests have ended, in reverse start order. */
  onStop(hook: () => Promise<void> | void): void
  /** Aborts when the shutdown begins. */
  readonly stopping: AbortSignal
}
