import type { Entity, JsonObject, JsonValue, Static, TSchema } from '@callboard/model'

/** Lines for the task's log; secrets of the task are masked. */
export interface ActionLog {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** The folder in which all steps of a task work. */
export interface Workspace {
  /** Absolute. */
  readonly path: string
  /**
   * The absolute path of something in the workspace, with symbolic links followed; it need not exist.
   * @throws `scaffolder/path-escapes` (NotAllowedError) when it is outside.
   */
  resolve(relativePath: string): Promise<string>
}

/** Whoever started a task; what an action does is done in their name (spec/scaffolder.md 14.6). */
export interface Initiator {
  /** To be handed to services that ask `by`: their shape is the kernel's `Credentials`. */
  readonly credentials: { readonly principal: { readonly type: 'user' | 'service' | 'none' } }
}

/** What an action gets (spec/scaffolder.md 13). */
export interface ActionContext<I = JsonObject> {
  /** Rendered and checked against the action's schema. Defaults of the schema are not filled in. */
  readonly input: I
  readonly log: ActionLog
  readonly workspace: Workspace
  /** Gives a value to later steps, `steps.<id>.output.<name>`. */
  output(name: string, value: JsonValue): void
  /**
   * Runs `run` once for the life of the task: what it returned is remembered under the key, also over a crash and a retry,
   * and given back instead. Put whatever changes the world in one, with a key that says what: `create.repo.acme.shop`.
   * In an `each` step the key must name the iteration.
   */
  checkpoint<T extends JsonValue | undefined>(key: string, run: () => Promise<T>): Promise<T>
  /** A new folder that is removed when the step has ended. */
  temporaryFolder(): Promise<string>
  readonly initiator: Initiator
  /** Of the task, as its creator sent them. */
  readonly secrets: Readonly<Record<string, string>>
  /** From now on this value is masked wherever the task writes: for secrets that the action makes. */
  hide(secret: string): void
  readonly taskId: string
  readonly step: { readonly id: string; readonly name: string }
  /** The key of the iteration in an `each` step. */
  readonly eachKey?: string
  readonly user?: { readonly entity?: Entity; readonly ref?: string }
  readonly template?: {
    readonly entityRef: string
    /** What relative URLs are resolved against; `file:` bases never leave their folder. */
    readonly baseUrl?: string
    readonly metadata?: JsonObject
    /** The answers that the task was made with. */
    readonly parameters: JsonObject
  }
  /** Nothing outside the workspace may be changed. */
  readonly isDryRun: boolean
  /** Aborts when the task is cancelled, and when this process stops. */
  readonly signal: AbortSignal
}

/** One example for the docs. `input` is shown as the YAML of a step. */
export interface ActionExample {
  description: string
  input: JsonObject
}

/** The code behind a step. */
export interface Action {
  /** `publish:github`. Unique in a portal; two plugins that add the same one stop the start. */
  id: string
  /** One or two sentences; Markdown. */
  description: string
  /** A closed object; whatever it does not name is refused. JSON Schema draft 7. */
  input: TSchema
  /** What it gives; an object. Absent: nothing. */
  output?: TSchema
  examples?: readonly ActionExample[]
  /** Without, a dry run skips the action and makes its output up from the schema. */
  supportsDryRun?: boolean
  /** Paths of inputs that name a repository or a group, compared ignoring case by policies: `repoUrl` (spec/scaffolder.md 10). */
  caseInsensitiveInputs?: readonly string[]
  /** What it rejects with ends the step; the message is for whoever runs the template. */
  run(context: ActionContext): Promise<void>
}

/**
 * Declares an action.
 *
 * @returns What is added to the extension point `actions`.
 */
export const defineScaffolderAction = <I extends TSchema>(
  action: Omit<Action, 'input' | 'run'> & { input: I; run(context: ActionContext<Static<I>>): Promise<void> },
): Action =>
  // The worker checks the input against the schema before it calls `run`.
  action as unknown as Action
