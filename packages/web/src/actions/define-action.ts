import type { Permission } from '@callboard/model'
import type { AnyRoute, InputArguments, ReplyOf } from '../data/call.ts'
import type { Text } from '../text/use-text.tsx'
import type { IconName } from '../ui/icons.tsx'

/** What an action may use while it runs. */
export interface ActionContext {
  /** Calls a declared route; the plugin's reads are read again afterwards. */
  send<R extends AnyRoute>(route: R, ...input: InputArguments<R>): Promise<ReplyOf<R>>
}

/**
 * Something a person can do with a thing, declared once for buttons, menus and the command palette. Functions that give
 * texts are handed the plugin's {@link Text}, for languages to replace them.
 */
export interface Action<S> {
  /** `<plugin>.<verb>`: `catalog.unregister`. */
  id: string
  /** English; a language may replace it under the key `action.<id>.label`. */
  label: string
  icon?: IconName
  /** Who may do it; others see why they cannot. A permission about things is asked for the subject's `ref`. */
  allow?: Permission
  /** A question to ask before, a whole sentence that says what happens. */
  confirm?: (subject: S, t: Text) => string
  /** Why it cannot be done with this subject; undefined when it can. */
  disabledReason?: (subject: S, t: Text) => string | undefined
  run: (subject: S, context: ActionContext) => Promise<unknown> | unknown
  /** What to announce when it is done, a whole sentence. */
  done?: (subject: S, t: Text) => string
}

/** Declares an action. Show it with an `ActionButton`. */
export const defineAction = <S>(action: Action<S>): Action<S> => action
