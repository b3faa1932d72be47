import type { Credentials } from './auth.ts'
import { authErrors } from './auth-errors.ts'

/** What a personal access token must be good for: to read from a plugin, or to change something there. */
export interface NeededScope {
  pluginId: string
  action: 'read' | 'write'
}

/**
 * Whether these scopes reach far enough. `read` and `write` are for every plugin, `catalog:read` for one; who may write
 * may read.
 */
export function reaches(scopes: readonly string[], { pluginId, action }: NeededScope): boolean {
  const actions = action === 'read' ? ['read', 'write'] : ['write']
  return actions.some((one) => scopes.includes(one) || scopes.includes(`${pluginId}:${one}`))
}

/**
 * @throws `auth/scope-missing`, naming the scope, when the credentials come from a token that does not reach this far.
 *   Everybody who did not come with a personal access token passes.
 */
export function requireScope({ principal }: Credentials, needed: NeededScope): void {
  if (principal.type !== 'user' || principal.tokenScopes === undefined || reaches(principal.tokenScopes, needed)) return
  const { pluginId, action } = needed
  throw authErrors.scopeMissing({ scope: `${pluginId}:${action}`, action })
}
