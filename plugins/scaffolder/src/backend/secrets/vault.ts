/** What a task needs and nobody may read: the caller's secrets and whose credentials they are. */
export interface TaskSecrets {
  secrets: Record<string, string>
  /** Whoever made the task, in the form that `revive` of the worker understands. */
  initiator: string
}

/** Seals secrets for the database: AES-256-GCM, by the configured keys, the first of which seals and all of which open. */
export interface Vault {
  /** @param taskId - Bound to the sealed text: it does not open under another task. */
  seal(taskId: string, secrets: TaskSecrets): string
  /** @throws `scaffolder/secrets-unreadable` when no configured key opens it. */
  open(taskId: string, sealed: string): TaskSecrets
}
