import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ofKind } from '../plugin/arrange-extensions.ts'
import { usePortal } from '../shell/portal.tsx'
import { useLiveSettings } from './use-setting.ts'

/** Many changes come at once; after this pause one reading is enough for all of them. */
const gatherMs = 1_000

/** Reads again what plugins say is outdated, as signals arrive. A tab that nobody looks at waits until somebody does. */
export function LiveData() {
  const { signals, arrangement } = usePortal()
  const client = useQueryClient()

  useEffect(() => {
    const outdated = new Set<string>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const readAgain = () => {
      timer = undefined
      if (document.visibilityState === 'hidden') return
      for (const pluginId of outdated) void client.invalidateQueries({ queryKey: [pluginId] })
      outdated.clear()
    }
    const gather = (pluginId: string) => {
      outdated.add(pluginId)
      timer ??= setTimeout(readAgain, gatherMs)
    }
    const subscriptions = ofKind(arrangement.placed, 'live-data').map(({ pluginId, extension }) =>
      signals.subscribe(extension.channel, (message) => {
        if (message === undefined || (extension.when?.(message) ?? true)) gather(pluginId)
      }),
    )
    document.addEventListener('visibilitychange', readAgain)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', readAgain)
      for (const unsubscribe of subscriptions) unsubscribe()
    }
  }, [signals, client, arrangement])
  useLiveSettings()
  return null
}
