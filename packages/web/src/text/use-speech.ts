import { useEffect, useState } from 'react'
import { shellLanguages } from '../languages/shell-languages.ts'
import { ofKind } from '../plugin/arrange-extensions.ts'
import type { Messages } from '../plugin/extensions.ts'
import { useExtensions, usePortal } from '../shell/portal.tsx'
import { usePreference } from '../shell/preferences.ts'
import { english, type Speech } from './use-text.tsx'

/** A language to choose. */
export interface LanguageChoice {
  /** A BCP 47 tag. */
  tag: string
  /** In the language itself. */
  title: string
}

/** The languages there are: English, the shell's others, and what the plugins bring. */
export function useLanguageChoices(): LanguageChoice[] {
  const languages = useExtensions('language')
  const titles = new Map([['en', 'English'], ...shellLanguages.map(({ id, title }) => [id, title] as const)])
  for (const { extension } of languages) titles.set(extension.id, extension.title)
  return [...titles].map(([tag, title]) => ({ tag, title }))
}

/** The chosen language with its texts. English is spoken until they are there. Call once, in the shell. */
export function useChosenSpeech(): Speech {
  const [chosen = 'en'] = usePreference('language')
  const { placed } = usePortal().arrangement
  const [speech, setSpeech] = useState(english)

  useEffect(() => {
    let isCurrent = true
    const languages = [...shellLanguages, ...ofKind(placed, 'language').map(({ extension }) => extension)]
    const parts = languages.filter(({ id }) => id === chosen)
    void Promise.allSettled(parts.map((part) => part.load())).then((results) => {
      if (!isCurrent) return
      // A language that cannot be loaded leaves English in its place.
      const messages = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      setSpeech(messages.length === 0 ? english : { tag: chosen, messages: joined(messages) })
    })
    return () => {
      isCurrent = false
    }
  }, [chosen, placed])

  useEffect(() => {
    document.documentElement.lang = speech.tag
  }, [speech])
  return speech
}

function joined(all: readonly Messages[]): Messages {
  const texts = new Map<string, Record<string, string>>()
  for (const [pluginId, messages] of all.flatMap((one) => Object.entries(one))) {
    texts.set(pluginId, { ...texts.get(pluginId), ...messages })
  }
  return Object.fromEntries(texts)
}
