import { useExtensionPlace } from '../plugin/ExtensionPlace.tsx'
import { usePortal } from '../shell/portal.tsx'
import type { AnyRoute, InputArguments, LooseInput } from './call.ts'

/**
 * A way to take the reply of a route out as a file, as it is. The browser keeps it on disk when it is large.
 *
 * @returns A function that hands the file to the browser's downloads; it rejects with what the server threw.
 */
export function useDownload(): <R extends AnyRoute>(
  name: string,
  route: R,
  ...input: InputArguments<R>
) => Promise<void> {
  const { call } = usePortal()
  const own = useExtensionPlace()?.pluginId
  return async <R extends AnyRoute>(name: string, route: R, ...[given]: InputArguments<R>) => {
    // As in useCall.
    const input = (given ?? {}) as LooseInput
    const pluginId = input.plugin ?? own
    if (pluginId === undefined) throw new TypeError(`Say { plugin } to download ${route.path} from here.`)
    // What `answer: 'file'` promises.
    saveFile((await call({ pluginId, route, input, answer: 'file' })) as Blob, name)
  }
}

/** Hands a file to the browser's downloads. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of the file by the time it has time for anything else.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
