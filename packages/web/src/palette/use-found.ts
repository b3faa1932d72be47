import { type Query, useQueries, useQueryClient } from '@tanstack/react-query'
import { use, useEffect, useState } from 'react'
import type { AnyRoute, LooseInput } from '../data/call.ts'
import { findQuestion } from '../data/questions.ts'
import type { PaletteContext, PaletteItem, PaletteSearch } from '../plugin/palette-extensions.ts'
import { useExtensions, usePortal } from '../shell/portal.tsx'
import { formatMessage } from '../text/format-message.ts'
import { SpeechContext } from '../text/use-text.tsx'
import { useTitleOf } from '../text/use-title-of.ts'
import type { PaletteQuery } from './palette-query.ts'

/** What one source found. */
export interface Found {
  key: string
  title: string
  items: readonly PaletteItem[]
  prepare: (item: PaletteItem) => void
}

/** Long enough not to ask for every letter, short enough to feel immediate. */
const pauseMs = 120

interface Answer {
  items: readonly PaletteItem[]
  prepare: PaletteSearch['prepare']
}

type AskedBefore = Query<Answer, Error, Answer, readonly unknown[]> | undefined

/** Asks the plugins' sources. What was found before stays until the next answer is there. */
export function useFound(query: PaletteQuery): { found: Found[]; state: 'searching' | 'settled' | 'failed' } {
  const { scope, text } = usePaused(query)
  const contextOf = usePaletteContext()
  const titleOf = useTitleOf()
  const sources = useExtensions('palette-source').filter(
    ({ extension }) =>
      scope !== 'actions' &&
      extension.scopes.includes(scope) &&
      (scope !== 'any' || text !== '' || extension.asked === 'always'),
  )
  const results = useQueries({
    queries: sources.map(({ key, pluginId, extension }) => ({
      queryKey: [pluginId, 'palette', key, scope, text],
      queryFn: async ({ signal }): Promise<Answer> => {
        const { search, prepare } = await extension.load()
        // Sources of actions are filtered out above.
        const question = { scope: scope as 'any' | 'people' | 'kinds', text }
        const items = await search(question, contextOf(pluginId, signal))
        return { items, prepare }
      },
      placeholderData: (before: Answer | undefined, asked: AskedBefore) =>
        isAskedAlike(asked, { key, text }) ? before : undefined,
    })),
  })
  // What is offered before anything is typed must be gone with the first letter: Enter may follow at once.
  const isAnswering = (text === '') === (query.text === '')
  const found = (isAnswering ? sources : []).flatMap((source, place): Found[] => {
    const { items = [], prepare } = results[place]?.data ?? {}
    const { key, pluginId } = source
    return [{ key, title: titleOf(source), items, prepare: (item) => prepare?.(item, contextOf(pluginId)) }]
  })
  const isBehind = text !== query.text || scope !== query.scope || results.some(({ isFetching }) => isFetching)
  return { found, state: isBehind ? 'searching' : results.some(({ isError }) => isError) ? 'failed' : 'settled' }
}

/** What a source gave for another text stays; what it offers before anything is typed does not answer a text. */
function isAskedAlike(before: AskedBefore, { key, text }: { key: string; text: string }): boolean {
  const [, , keyBefore, , textBefore] = before?.queryKey ?? []
  return keyBefore === key && (textBefore === '') === (text === '')
}

function usePaused({ scope, text }: PaletteQuery): PaletteQuery {
  const [paused, setPaused] = useState({ scope, text })
  useEffect(() => {
    const timer = setTimeout(() => setPaused({ scope, text }), pauseMs)
    return () => clearTimeout(timer)
  }, [scope, text])
  return paused
}

function usePaletteContext(): (pluginId: string, signal?: AbortSignal) => PaletteContext {
  const { call } = usePortal()
  const client = useQueryClient()
  const { messages, tag } = use(SpeechContext)
  const titleOf = useTitleOf()
  const resultTypes = useExtensions('search-result-type').map((placed) => ({
    ...placed.extension,
    title: titleOf(placed),
  }))
  return (own, signal) => {
    const asked = (route: AnyRoute, input: LooseInput = {}) => ({ call, pluginId: input.plugin ?? own, route, input })
    const context = {
      read: (route: AnyRoute, input?: LooseInput) => call({ ...asked(route, input), ...(signal && { signal }) }),
      findAhead: (route: AnyRoute, input?: LooseInput) => void client.prefetchQuery(findQuestion(asked(route, input))),
      text: (key: string, english: string, values: object = {}) =>
        formatMessage(messages[own]?.[key] ?? english, values, tag),
      resultTypes,
    }
    // The input's and the reply's types come from the route; at run time both are plain JSON.
    return context as PaletteContext
  }
}
