import { type Permission, post, Type } from '@callboard/model'
import { useQuery } from '@tanstack/react-query'
import { usePortal } from '../shell/portal.tsx'

const Decision = Type.Object({
  id: Type.String(),
  result: Type.Union([Type.Literal('ALLOW'), Type.Literal('DENY'), Type.Literal('CONDITIONAL')]),
})

/** spec/platform.md 9.1 */
const authorize = post('/authorize', {
  summary: 'Decide what the caller may do.',
  body: { items: Type.Array(Type.Unknown()) },
  reply: Type.Object({ items: Type.Array(Decision) }),
})

/** Whether the person may do something: `asking` until the server has said. */
export type Allowed = 'yes' | 'no' | 'asking'

/**
 * Asks whether the person has a permission. The server decides again when they act: this only spares them the attempt.
 *
 * @param permission - Undefined: everybody may.
 * @param resourceRef - What a permission about things is asked for.
 */
export function useAllowed(permission: Permission | undefined, resourceRef: string | undefined): Allowed {
  const { call, config } = usePortal()
  const isOpen = permission === undefined || config.get('permission.enabled') !== true
  const { data, isError } = useQuery({
    queryKey: ['permission', 'authorize', permission?.name, resourceRef],
    enabled: !isOpen,
    queryFn: async () => {
      const item = { id: '1', permission, ...(permission?.type === 'resource' && { resourceRef }) }
      // The shape is fixed by spec/platform.md 9.1.
      const reply = (await call({ pluginId: 'permission', route: authorize, input: { body: { items: [item] } } })) as {
        items: { result: string }[]
      }
      return reply.items[0]?.result === 'ALLOW'
    },
  })
  if (isOpen) return 'yes'
  // When nobody can say, the attempt is left to the server's own check.
  return data === undefined && !isError ? 'asking' : data === false ? 'no' : 'yes'
}
