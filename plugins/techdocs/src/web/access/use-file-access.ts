import { get, Type } from '@callboard/model'
import { useCall, useIdentity } from '@callboard/web'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** spec/techdocs.md 6: lets the browser's own requests, for images, read the files of docs. */
const obtainCookie = get('/.backstage/auth/v1/cookie', {
  summary: 'Give this browser a cookie that reads files.',
  reply: Type.Object({ expiresAt: Type.String() }),
})

/** Renewed this long before it ends, so that no image meets an expired one. */
const renewBeforeMs = 2 * 60_000

/** Timers know no more than some weeks. */
const longestMs = 24 * 60 * 60_000

const channelName = 'callboard.docs-cookie'

/**
 * Sees to it that images and files of docs can be loaded, for as long as a page that has some is shown. One tab renews the
 * cookie for all of them.
 *
 * @param isWanted - Nothing is asked for pages without files.
 * @returns Whether they can be loaded now.
 */
export function useFileAccess(isWanted: boolean): boolean {
  const call = useCall()
  const client = useQueryClient()
  const { userEntityRef } = useIdentity()
  const queryKey = ['docs-cookie', userEntityRef]
  const { data } = useQuery({
    queryKey,
    enabled: isWanted,
    // Another tab may renew it first: what it tells then counts as read.
    refetchInterval: ({ state }) => untilRenewal(state.data?.expiresAt),
    refetchIntervalInBackground: true,
    staleTime: ({ state }) => untilRenewal(state.data?.expiresAt),
    queryFn: async () => {
      const reply = await call(obtainCookie)
      tell({ userEntityRef, expiresAt: reply.expiresAt })
      return reply
    },
  })
  useEffect(() => {
    const channel = new BroadcastChannel(channelName)
    channel.onmessage = ({ data }: MessageEvent<Renewed>) =>
      client.setQueryData(['docs-cookie', data.userEntityRef], { expiresAt: data.expiresAt })
    return () => channel.close()
  }, [client])
  return data !== undefined
}

/** What tabs tell each other; only this module sends to the channel. */
interface Renewed {
  userEntityRef: string
  expiresAt: string
}

function tell(renewed: Renewed) {
  const channel = new BroadcastChannel(channelName)
  channel.postMessage(renewed)
  channel.close()
}

const untilRenewal = (expiresAt: string | undefined) =>
  expiresAt === undefined
    ? 0
    : Math.min(Math.max(Date.parse(expiresAt) - Date.now() - renewBeforeMs, 10_000), longestMs)
