import { keepPreviousData, useQueries, useQueryClient } from '@tanstack/react-query'
import { use, useEffect, useState } from 'react'
import type { AnyRoute, LooseInput } from '../data/call.ts'
import { findQuestion } from '../data/questions.ts'
import type { PaletteContext, PaletteItem } from '../plugin/extensions.ts'
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

/** Asks the plugins' sources. What was found before stays until the next answer is there. */
export function useFound(query: PaletteQuery): { found: Found[]; state: 'searching' | 'settled' | 'failed' } {
  const { scope, text } = usePaused(query)
  const contextOf = usePaletteContext()
  const titleOf = useTitleOf()
  const sources = useExtensions('palette-source').filter(
    ({ extension }) => scope !== 'actions' && extension.scopes.includes(scope) && (scope !== 'any' || text !== ''),
  )
  const results = useQueries({
    queries: sources.map(({ key, pluginId, extension }) => ({
      queryKey: [pluginId, 'palette', key, scope, text],
      queryFn: async () => {
        const { search, prepare } = await extension.load()
        // Sources of actions are filtered out above.
        const items = await search({ scope: scope as 'any' | 'people' | 'kinds', text }, contextOf(pluginId))
        return { items, prepare }
      },
      placeholderData: keepPreviousData,
    })),
  })
  const found = sources.flatMap((source, place): Found[] => {
    const { items = [], prepare } = results[place]?.data ?? {}
    const { key, pluginId } = source
    return [{ key, title: titleOf(source), items, prepare: (item) => prepare?.(item, contextOf(pluginId)) }]
  })
  const isBehind = text !== query.text || scope !== query.scope || results.some(({ isFetching }) => isFetching)
  return { found, state: isBehind ? 'searching' : results.some(({ isError }) => isError) ? 'failed' : 'settled' }
}

function usePaused({ scope, text }: PaletteQuery): PaletteQuery {
  const [paused, setPaused] = useState({ scope, text })
  useEffect(() => {
    const timer = setTimeout(() => setPaused({ scope, text }), pauseMs)
    return () => clearTimeout(timer)
  }, [scope, text])
  return paused
}

function usePaletteContext(): (pluginId: string) => PaletteContext {
  const { call } = usePortal()
  const client = useQueryClient()
  const { messages, tag } = use(SpeechContext)
  return (own) => {
    const asked = (route: AnyRoute, input: LooseInput = {}) => ({ call, pluginId: input.plugin ?? own, route, input })
    const context = {
      read: (route: AnyRoute, input?: LooseInput) => call(asked(route, input)),
      findAhead: (route: AnyRoute, input?: LooseInput) => void client.prefetchQuery(findQuestion(asked(route, input))),
      text: (key: string, english: string, values: object = {}) =>
        formatMessage(messages[own]?.[key] ?? english, values, tag),
    }
    // The input's and the reply's types come from the route; at run time both are plain JSON.
    return context as PaletteContext
  }
}
