import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import type { AnyRoute, InputArguments, LooseInput } from './call.ts'

/** How a stream is opened. */
export interface StreamOptions {
  /** Ends the stream: who reads it is rejected. */
  signal?: AbortSignal
}

/**
 * A way to read the reply of a route while the server still writes it.
 *
 * @returns A function that resolves once the server has begun to answer, and rejects with what it threw instead. A
 * connection that breaks later rejects whoever reads.
 */
export function useStream(): <R extends AnyRoute>(
  route: R,
  input: InputArguments<R>[0],
  options?: StreamOptions,
) => Promise<ReadableStream<Uint8Array>> {
  const { call } = usePortal()
  const own = useExtensionPlace()?.pluginId
  return async <R extends AnyRoute>(route: R, given: InputArguments<R>[0], { signal }: StreamOptions = {}) => {
    // As in useCall.
    const input = (given ?? {}) as LooseInput
    const pluginId = input.plugin ?? own
    if (pluginId === undefined) throw new TypeError(`Say { plugin } to read ${route.path} from here.`)
    const body = await call({ pluginId, route, input, answer: 'stream', ...(signal && { signal }) })
    // What `answer: 'stream'` promises; a reply without a body has none.
    return (body as ReadableStream<Uint8Array> | null) ?? new Blob().stream()
  }
}
