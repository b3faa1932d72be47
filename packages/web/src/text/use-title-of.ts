import { use } from 'react'
import type { Placed } from '../plugin/arrange-extensions.ts'
import { SpeechContext } from './use-text.tsx'

/** Gives the title of an extension in the language spoken, whichever plugin it is of. A page's link is called as its page. */
export function useTitleOf(): (placed: Placed) => string {
  const { messages } = use(SpeechContext)
  return ({ pluginId, extension: { kind, id, title } }) => {
    const own = messages[pluginId]
    return own?.[`${kind}.${id}.title`] ?? (kind === 'nav-item' ? own?.[`page.${id}.title`] : undefined) ?? title
  }
}
