import { CallboardError } from '@callboard/model'
import type { AnyRoute, Caller, LooseInput } from './call.ts'

/** A route to ask, and whose it is. */
export interface Asked {
  call: Caller
  pluginId: string
  route: AnyRoute
  input: LooseInput
}

/** How a read is kept and sent; whoever asks the same shares the answer. */
export const readQuestion = ({ call, pluginId, route, input }: Asked) => ({
  queryKey: [pluginId, route.method, route.path, input.params, input.query, input.body],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call({ pluginId, route, input, signal }).then((reply) => reply ?? null),
})

/** As {@link readQuestion}, where "there is none" is an answer: null. */
export const findQuestion = ({ call, pluginId, route, input }: Asked) => ({
  queryKey: [pluginId, 'find', route.method, route.path, input.params, input.query, input.body],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call({ pluginId, route, input, signal }).catch((error: unknown) => {
      if (error instanceof CallboardError && error.name === 'NotFoundError') return null
      throw error
    }),
})
