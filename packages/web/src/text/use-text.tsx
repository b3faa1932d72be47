import { createContext, use } from 'react'
import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import type { Messages } from '../plugin/extensions.ts'
import { formatMessage } from './format-message.ts'

/** Writes one text: the chosen language's, or else the English given here. See {@link formatMessage} for placeholders. */
export type Text = (key: string, english: string, values?: object) => string

/** The language that is spoken. */
export interface Speech {
  /** A BCP 47 tag. */
  readonly tag: string
  readonly messages: Messages
}

/** English needs no messages: it stands where the texts are used. */
export const english: Speech = { tag: 'en', messages: {} }

/** Holds the language for {@link useText}. */
export const SpeechContext = createContext<Speech>(english)

/** The texts of the plugin whose page or card this is. */
export const useText = (): Text => useTextOf(useExtensionPlace()?.pluginId ?? 'web')

/** The shell's own texts, wherever its components stand. */
export const useShellText = (): Text => useTextOf('web')

/** The texts of a plugin by id: for whoever shows another plugin's titles. */
export const useTextOf = (pluginId: string): Text => useTextsOf()(pluginId)

/** The texts of any plugin: for whoever shows what several of them say. */
export function useTextsOf(): (pluginId: string) => Text {
  const { messages, tag } = use(SpeechContext)
  return (pluginId) =>
    (key, english, values = {}) =>
      formatMessage(messages[pluginId]?.[key] ?? english, values, tag)
}

/** The language spoken, as a BCP 47 tag for `Intl`. */
export const useLanguageTag = (): string => use(SpeechContext).tag
