import { extensionPoint, type JsonValue, type TSchema } from '@callboard/model'
import type { Action } from './action.ts'

/** Where actions are added. Actions that need the config know it from their plugin's `setup`. */
export const actions = extensionPoint<Action>('scaffolder.actions', 'What the steps of templates can do.')

/** How something that templates may call is described (spec/scaffolder.md 8.12). */
interface Described {
  description?: string
  examples?: readonly { description?: string; example: string; notes?: string }[]
}

/** A filter or global for template expressions (spec/scaffolder.md 3.4, 8.12). */
export type TemplatingExtension =
  | (Described & {
      kind: 'filter'
      id: string
      schema?: { input?: TSchema; arguments?: readonly TSchema[]; output?: TSchema }
      /** Values are plain JSON. What it throws leaves the expression as it is written. */
      apply(input: JsonValue | undefined, ...args: (JsonValue | undefined)[]): JsonValue | undefined
    })
  | (Described & {
      kind: 'function'
      id: string
      schema?: { arguments?: readonly TSchema[]; output?: TSchema }
      call(...args: (JsonValue | undefined)[]): JsonValue | undefined
    })
  | (Described & { kind: 'value'; id: string; value: JsonValue })

/** Where filters and globals for expressions are added. */
export const templating = extensionPoint<TemplatingExtension>(
  'scaffolder.templating',
  'Filters, functions and values for the expressions in templates.',
)

/** Completes what somebody types into a form, from a host (spec/scaffolder.md 8.11). */
export interface AutocompleteProvider {
  /** `github` */
  id: string
  /** By resource: `repositoriesWithOwner`. Throw an InputError for a context key that is missing. */
  resources: Readonly<
    Record<
      string,
      (request: {
        token: string
        context: Readonly<Record<string, string>>
      }) => Promise<{ id: string; title?: string }[]>
    >
  >
}

/** Where they are added. */
export const autocompletes = extensionPoint<AutocompleteProvider>(
  'scaffolder.autocompletes',
  'Completes owners, repositories and branches in forms.',
)

/** Keeps workspaces outside the process, so that another replica can go on with a task. */
export interface WorkspaceStore {
  /** As named in `scaffolder.taskRecovery.workspaceProvider`: `database`. */
  id: string
  /** @param archive - A gzipped tar of the workspace. */
  save(taskId: string, archive: Uint8Array): Promise<void>
  load(taskId: string): Promise<Uint8Array | undefined>
  remove(taskId: string): Promise<void>
}

/** Where further ones are added, beside the database's. */
export const workspaceStores = extensionPoint<WorkspaceStore>(
  'scaffolder.workspaceStores',
  'Keeps workspaces where every replica finds them.',
)
