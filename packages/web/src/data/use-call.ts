import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import type { AnyRoute, InputArguments, LooseInput, ReplyOf } from './call.ts'

/**
 * A way to call declared routes from what a person does, where nothing is to be remembered: an export, page after page.
 * To show something use `useRead`; to change something, `useSend`.
 *
 * @returns A function that rejects with what the server threw.
 */
export function useCall(): <R extends AnyRoute>(route: R, ...input: InputArguments<R>) => Promise<ReplyOf<R>> {
  const { call } = usePortal()
  const own = useExtensionPlace()?.pluginId
  return async <R extends AnyRoute>(route: R, ...[given]: InputArguments<R>) => {
    // InputOf is LooseInput with types; the compiler cannot see through the conditional type.
    const input = (given ?? {}) as LooseInput
    const pluginId = input.plugin ?? own
    if (pluginId === undefined) throw new TypeError(`Say { plugin } to call ${route.method} ${route.path} from here.`)
    // The server answers by the route's own schema.
    return (await call({ pluginId, route, input })) as ReplyOf<R>
  }
}
