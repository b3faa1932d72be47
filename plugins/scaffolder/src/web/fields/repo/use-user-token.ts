import type { JsonObject } from '@callboard/model'
import { type FormSecrets, useProviderTokens, useSignInOptions } from '@callboard/web'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { recordOf } from '../../form/split-hints.ts'
import type { HostType } from './repo-hosts.ts'

/** Who signs people in at a host, and what a template needs there to write. */
interface HostAccess {
  provider: string
  scopes: readonly string[]
  /** What `additionalScopes` call it. */
  name: string
}

// Azure DevOps, as Microsoft's identity service knows it.
const azureScope = (scope: string) => `499b84ac-1321-427f-aa17-267ca6975798/${scope}`

const accessByType: Readonly<Partial<Record<HostType, HostAccess>>> = {
  github: { provider: 'github', name: 'github', scopes: ['repo', 'read:org', 'read:user', 'workflow'] },
  gitlab: { provider: 'gitlab', name: 'gitlab', scopes: ['read_user', 'read_repository', 'write_repository', 'api'] },
  gitea: { provider: 'gitea', name: 'gitea', scopes: ['write:repository'] },
  azure: { provider: 'microsoft', name: 'azure', scopes: ['vso.code_manage', 'vso.project'].map(azureScope) },
  bitbucketCloud: {
    provider: 'bitbucket',
    name: 'bitbucket',
    scopes: ['account', 'repository:write', 'pullrequest:write', 'project'],
  },
}

/** How it stands with the person's own access to a host. */
export type UserToken =
  | { state: 'not-wanted' | 'looking' }
  /** This portal signs nobody in there. */
  | { state: 'impossible' }
  | { state: 'missing'; title: string; ask: () => Promise<void>; problem: string | undefined }
  | { state: 'there'; token: string }

/**
 * Gets a token of the person for a host, as `requestUserCredentials` wants it, into the task's secrets
 * (spec/scaffolder.md 2.5).
 */
export function useUserToken(options: JsonObject, type: HostType | undefined, secrets: FormSecrets): UserToken {
  const wish = recordOf(options.requestUserCredentials)
  const key = typeof wish.secretsKey === 'string' ? wish.secretsKey : undefined
  const access = type && accessByType[type]
  const extra = access && recordOf(wish.additionalScopes)[access.name]
  const scopes = [...(access?.scopes ?? []), ...(Array.isArray(extra) ? extra.map(String) : [])]
  const { data: ways } = useSignInOptions()
  const way = ways?.find(({ id }) => id === access?.provider)
  const tokens = useProviderTokens()
  const [problem, setProblem] = useState<string>()
  const {
    data: found,
    isPending,
    refetch,
  } = useQuery({
    queryKey: ['', 'provider-token', access?.provider, scopes],
    enabled: key !== undefined && way !== undefined,
    // Tokens end; each form asks for its own.
    gcTime: 0,
    queryFn: async () => (await tokens.find(access?.provider ?? '', scopes)) ?? null,
  })

  const token = found ?? undefined
  const held = key === undefined ? undefined : secrets.values[key]
  const { set } = secrets
  useEffect(() => {
    if (key !== undefined && token !== undefined && token !== held) set(key, token)
  }, [key, token, held, set])

  if (key === undefined || type === undefined) return { state: 'not-wanted' }
  if (ways !== undefined && !way) return { state: 'impossible' }
  if (token !== undefined) return { state: 'there', token }
  if (isPending || !way) return { state: 'looking' }
  return {
    state: 'missing',
    title: way.title,
    problem,
    async ask() {
      setProblem(undefined)
      try {
        await tokens.ask(way, scopes)
        await refetch()
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error))
      }
    },
  }
}
