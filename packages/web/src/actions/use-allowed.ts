import type { Permission } from '@callboard/model'
import { useQueries, useQuery } from '@tanstack/react-query'
import { type Portal, usePortal } from '../shell/portal.tsx'
import { decide } from './decisions.ts'

/** Whether the person may do something: `asking` until the server has said. */
export type Allowed = 'yes' | 'no' | 'asking'

/**
 * Asks whether the person has a permission. The server decides again when they act: this only spares them the attempt.
 *
 * @param permission - Undefined: everybody may.
 * @param resourceRef - What a permission about things is asked for.
 */
export const useAllowed = (permission: Permission | undefined, resourceRef: string | undefined): Allowed =>
  useVerdict(permission, resourceRef).allowed

/** Whether the person may do something, and if not, why. */
export interface Verdict {
  allowed: Allowed
  /** A whole sentence, where the server gave one. */
  reason: string | undefined
}

/** As {@link useAllowed}, with the server's reason. */
export function useVerdict(permission: Permission | undefined, resourceRef: string | undefined): Verdict {
  const portal = usePortal()
  const { data, isError } = useQuery(questionOf(portal, permission, resourceRef))
  if (isOpen(portal, permission)) return { allowed: 'yes', reason: undefined }
  // When nobody can say, the attempt is left to the server's own check.
  if (data === undefined) return { allowed: isError ? 'yes' : 'asking', reason: undefined }
  return { allowed: data.isAllowed ? 'yes' : 'no', reason: data.reason }
}

/** As {@link useAllowed}, for a list of basic permissions: whether each is held. What is not known yet counts as not. */
export function useAllAllowed(permissions: readonly (Permission | undefined)[]): boolean[] {
  const portal = usePortal()
  const asked = [...new Map(permissions.map((permission) => [permission?.name, permission])).values()]
  const answers = useQueries({ queries: asked.map((permission) => questionOf(portal, permission, undefined)) })
  return permissions.map((permission) => {
    if (isOpen(portal, permission)) return true
    const answer = answers[asked.findIndex((one) => one?.name === permission?.name)]
    return answer?.isError === true || answer?.data?.isAllowed === true
  })
}

const isOpen = ({ config }: Portal, permission: Permission | undefined) =>
  permission === undefined || config.get('permission.enabled') !== true

function questionOf(portal: Portal, permission: Permission | undefined, resourceRef: string | undefined) {
  return {
    queryKey: ['permission', 'authorize', permission?.name, resourceRef],
    enabled: !isOpen(portal, permission),
    // Not enabled without a permission.
    queryFn: () => decide(portal.call, { permission: permission as Permission, resourceRef }),
  }
}
