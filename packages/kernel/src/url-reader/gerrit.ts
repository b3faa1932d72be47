import type { ConfigEntry } from './reading-config.ts'
import type { ScmIntegration } from './url-reader.ts'

/** One entry of `integrations.gerrit` (spec/platform.md 8.1). Its files cannot be read yet; actions use it. */
export function readGerrit(entry: ConfigEntry): ScmIntegration {
  const host = entry.required('host').toLowerCase()
  const [username, password] = [entry.string('username'), entry.string('password')]
  if (username && !password) entry.problem('password', 'is required beside "username".')
  const baseUrl = entry.url('baseUrl') ?? `https://${host}`
  const headers = async (_url: string, token?: string): Promise<Record<string, string>> => {
    if (token) return { authorization: `Bearer ${token}` }
    if (!username || !password) return {}
    return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
  }
  return {
    type: 'gerrit',
    host,
    // Below `/a/` calls are made as somebody.
    apiBaseUrl: `${baseUrl}/a`,
    repository: () => undefined,
    headers,
    gitHeaders: headers,
    commitSigningKey: entry.string('commitSigningKey'),
    gerrit: { baseUrl, cloneUrl: entry.url('cloneUrl') ?? baseUrl, gitilesBaseUrl: entry.url('gitilesBaseUrl') },
  }
}
