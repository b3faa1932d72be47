import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DoubleIndex } from './double-index.ts'
import { answerSearch, RefusedQuery } from './double-search.ts'
import type { RunningOpenSearch } from './real-opensearch.ts'

/** A cluster that remembers what it was asked. */
export interface OpenSearchDouble extends RunningOpenSearch {
  /** `POST /thing__search/_bulk`, in the order of arrival. */
  requests: { what: string; authorization: string | undefined; body: string }[]
  /** Names of indices by alias. */
  aliases: Map<string, Set<string>>
}

interface Reply {
  status: number
  body: object
}

const ok = (body: object): Reply => ({ status: 200, body })
const failed = (status: number, type: string, reason: string): Reply => ({
  status,
  body: { status, error: { type, reason, root_cause: [{ type, reason }] } },
})

/**
 * Starts a server that speaks as much of OpenSearch as the portal does: indices, aliases, templates, `_bulk` with conditions,
 * `_mget`, `_refresh` and `_search`. It keeps the rules that matter: what is written is found after a refresh only, nothing is
 * written through an alias that is not one, and what it does not know it refuses.
 */
export async function startOpenSearchDouble(): Promise<OpenSearchDouble> {
  const indices = new Map<string, DoubleIndex>()
  const aliases: OpenSearchDouble['aliases'] = new Map()
  const requests: OpenSearchDouble['requests'] = []

  const namesBehind = (name: string): string[] => {
    if (indices.has(name)) return [name]
    const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`)
    return [...aliases].flatMap(([alias, names]) => (pattern.test(alias) ? [...names] : []))
  }
  const behind = (path: string) =>
    path
      .split(',')
      .flatMap(namesBehind)
      .flatMap((name) => indices.get(name) ?? [])

  function answer(method: string, path: string, body: string, query: URLSearchParams): Reply {
    const [target = '', action = ''] = path.slice(1).split('/').map(decodeURIComponent)
    const call = `${method} ${target.startsWith('_') ? `/${target}` : action === '' ? 'index' : action}`
    switch (call) {
      case 'PUT /_index_template':
        return ok({ acknowledged: true })
      case 'GET /_alias': {
        const names = [...(aliases.get(action) ?? [])]
        if (names.length === 0) return failed(404, 'aliases_not_found_exception', `alias [${action}] missing`)
        return ok(Object.fromEntries(names.map((name) => [name, { aliases: { [action]: {} } }])))
      }
      case 'PUT index':
        if (indices.has(target)) return failed(400, 'resource_already_exists_exception', `index [${target}] exists`)
        indices.set(target, new DoubleIndex(target))
        return ok({ acknowledged: true, index: target })
      case 'POST /_aliases':
        for (const one of (JSON.parse(body) as { actions: AliasAction[] }).actions) changeAlias(one)
        return ok({ acknowledged: true })
      case 'POST /_mget':
        return ok({
          docs: (JSON.parse(body) as { docs: { _index: string; _id: string }[] }).docs.map(({ _index, _id }) =>
            indices.get(_index)?.get(_id),
          ),
        })
    }
    const found = behind(target)
    if (call === 'POST _search')
      return ok(
        answerSearch(
          found.flatMap((index) => index.found),
          JSON.parse(body),
        ),
      )
    const [index] = found
    if (!index || (query.get('require_alias') === 'true' && !aliases.has(target)))
      return failed(404, 'index_not_found_exception', `no such index [${target}]`)
    switch (call) {
      case 'POST _mget':
        return ok({ docs: (JSON.parse(body) as { ids: string[] }).ids.map((id) => index.get(id)) })
      case 'POST _refresh':
        for (const one of found) one.refresh()
        return ok({ _shards: { failed: 0 } })
      case 'POST _bulk':
        return ok(bulk(index, body))
      default:
        return failed(400, 'illegal_argument_exception', `the double does not know ${method} ${path}`)
    }
  }

  function changeAlias({ add, remove }: AliasAction): void {
    if (add) aliases.set(add.alias, new Set([...(aliases.get(add.alias) ?? []), add.index]))
    if (remove) aliases.get(remove.alias)?.delete(remove.index)
  }

  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://double')
    const body = await textOf(incoming)
    const method = incoming.method ?? 'GET'
    requests.push({ what: `${method} ${url.pathname}`, authorization: incoming.headers.authorization, body })
    const reply = attempt(() => answer(method, url.pathname, body, url.searchParams))
    outgoing.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // A TCP server's address is never a string.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    aliases,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface AliasAction {
  add?: { index: string; alias: string }
  remove?: { index: string; alias: string }
}

function attempt(answer: () => Reply): Reply {
  try {
    return answer()
  } catch (error) {
    if (error instanceof RefusedQuery) return failed(400, 'parsing_exception', error.message)
    return failed(500, 'exception', String(error))
  }
}

function bulk(index: DoubleIndex, body: string): object {
  const lines = body.split('\n').filter((line) => line !== '')
  const items: object[] = []
  for (let at = 0; at < lines.length; at++) {
    const [[action, condition]] = Object.entries(JSON.parse(lines[at] ?? '{}')) as [[string, { _id: string }]] // of a bulk
    const source = action === 'delete' ? undefined : JSON.parse(lines[++at] ?? '{}')
    items.push({ [action]: { _index: index.name, ...index.write(action, condition, source) } })
  }
  return { items }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
