import type { Contributor, CoreServices, PageDataSource } from '@callboard/kernel'
import type { Static } from '@callboard/model'
import { signInOptions } from '../../model/routes.ts'
import type { RunningProviders } from './running-providers.ts'

type Option = Static<typeof signInOptions.reply>['providers'][number]

/** Serves the list of the ways to sign in; the page brings it along, since whoever opens it needs it at once. */
export function serveProviders(options: {
  http: CoreServices['http']
  pageData: Contributor<PageDataSource>
  rootConfig: CoreServices['rootConfig']
  providers(): RunningProviders
  /** Whether guests may sign in. */
  hasGuest: boolean
}): void {
  const { http, pageData, rootConfig, providers, hasGuest } = options
  const list = (): Static<typeof signInOptions.reply> => {
    const running = new Map(
      providers()
        .current()
        .map((provider) => [provider.id, provider]),
    )
    // As the config has them, guests included.
    const ids = Object.keys((rootConfig.get('auth.providers') as object | undefined) ?? {})
    return {
      environment: rootConfig.getOptionalString('auth.environment') ?? 'development',
      providers: ids.flatMap((id): Option[] => {
        if (id === 'guest') return hasGuest ? [{ id, title: 'Guest', type: 'guest', signsIn: true }] : []
        const provider = running.get(id)
        if (!provider) return []
        const { title, method, rules } = provider
        return [{ id, title, type: method.type, signsIn: rules !== undefined }]
      }),
    }
  }
  http.serve(signInOptions, list)
  // The shell knows it by this name, not by this plugin's.
  pageData.add({ id: 'signIn', read: list })
}
