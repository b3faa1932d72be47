import type { RootConfig } from '../config/root-config.ts'
import { configList } from './reading-config.ts'

/** How far an address may be trusted: `trusted` hosts were named by the operator and may be private. */
export type Trust = 'trusted' | 'guarded'

/** What `backend.reading.allow` says of an address; undefined when nothing allows it. */
export type AllowList = (url: URL) => Trust | undefined

/**
 * Reads `backend.reading.allow[]` (spec/platform.md 8.5): `host` is exact or `*.suffix`, with an optional port or
 * port range; without one, only addresses that name no port match. `paths` match whole segments.
 */
export function readAllowList(config: RootConfig, problems: string[]): AllowList {
  const rules = configList(config, 'backend.reading.allow', problems).flatMap((entry) => {
    const host = entry.required('host')
    const paths = entry.strings('paths')
    const pattern = host ? parseHost(host) : undefined
    if (host && !pattern)
      entry.problem('host', `"${host}" is no host name with an optional port (":8080") or range (":9000-9999").`)
    return pattern ? [{ ...pattern, paths }] : []
  })
  return (url) => {
    const matching = rules.filter(
      (rule) => rule.hostMatches(url) && (!rule.paths || rule.paths.some((p) => below(url, p))),
    )
    if (matching.length === 0) return undefined
    // A wildcard allows whoever owns a name below it, so the address it points to is still checked.
    return matching.some((rule) => rule.isLiteral) ? 'trusted' : 'guarded'
  }
}

function parseHost(text: string): { isLiteral: boolean; hostMatches(url: URL): boolean } | undefined {
  const match = /^(\*\.)?([^*:/\s]+|\[[0-9a-f:.]+\])(?::(\d+)(?:-(\d+))?)?$/i.exec(text)
  // The host group is not optional in the pattern.
  const [, wildcard, name = '', from, to] = match ?? []
  if (!match) return undefined
  const host = name.toLowerCase()
  const first = from === undefined ? undefined : Number(from)
  const last = to === undefined ? first : Number(to)
  return {
    isLiteral: !wildcard,
    hostMatches: (url) =>
      (wildcard ? url.hostname.endsWith(`.${host}`) : url.hostname === host) && portMatches(url, first, last),
  }
}

function portMatches(url: URL, first: number | undefined, last: number | undefined): boolean {
  if (first === undefined || last === undefined) return url.port === ''
  // URL drops the port that is the scheme's own.
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return port >= first && port <= last
}

function below(url: URL, path: string): boolean {
  const normal = new URL(path.startsWith('/') ? path : `/${path}`, 'http://host').pathname
  const prefix = normal.endsWith('/') ? normal : `${normal}/`
  return url.pathname === normal || url.pathname.startsWith(prefix)
}
