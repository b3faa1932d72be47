import { useCall } from '@callboard/web'
import { useQuery } from '@tanstack/react-query'
import { autocomplete } from '../../../model/index.ts'

/** What a host is asked to complete (spec/scaffolder.md 8.11). */
export interface Completion {
  provider: 'github' | 'gitlab' | 'bitbucket-cloud'
  resource: string
  context: Readonly<Record<string, string>>
  token: string
}

/** Something that the host has. */
export interface Completed {
  id: string
  title?: string
}

/**
 * What the host has, for somebody who types.
 *
 * @param completion - Undefined: nothing can be asked for. A host that does not answer leaves people to type it all.
 */
export function useCompletions(completion: Completion | undefined): readonly Completed[] {
  const call = useCall()
  const { data } = useQuery({
    queryKey: ['', 'completions', completion],
    enabled: completion !== undefined,
    retry: false,
    queryFn: async () => {
      // Not enabled without one.
      const { provider, resource, token, context } = completion as Completion
      return call(autocomplete, { params: { provider, resource }, body: { token, context: { ...context } } })
    },
  })
  return data?.results ?? []
}
