import type { RepoPart } from './repo-hosts.ts'

/** A `repoUrl` in its parts. */
export type RepoUrlValue = { host: string } & { [part in RepoPart]?: string }

const order: readonly RepoPart[] = ['owner', 'repo', 'organization', 'workspace', 'project']

/** `github.com?owner=acme&repo=shop`: what is empty is left out (spec/scaffolder.md 2.7). */
export function writeRepoUrl(value: RepoUrlValue): string {
  const query = new URLSearchParams(order.flatMap((part) => (value[part] ? [[part, value[part]]] : [])))
  return `${value.host}?${query}`
}

/** The parts of what {@link writeRepoUrl} has written; undefined when there is no host. */
export function readRepoUrl(text: unknown): RepoUrlValue | undefined {
  if (typeof text !== 'string') return undefined
  const [host = '', query] = text.split('?')
  if (host === '') return undefined
  const params = new URLSearchParams(query)
  const parts = order.flatMap((part) => (params.get(part) ? [[part, params.get(part)] as const] : []))
  return { host, ...Object.fromEntries(parts) }
}
