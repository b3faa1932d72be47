export { createGitRepositories, type GitRepositories, type GitTreeEntry } from './git-repositories.ts'

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGitRepositories, type GitRepositories } from './git-repositories.ts'

/** A git host with real repositories, over smart HTTP. */
export interface GitServer extends GitRepositories {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** `127.0.0.1:<port>` */
  readonly host: string
}

/** Starts a git host on a free port of 127.0.0.1. It needs the machine's `git`. */
export async function startGitServer(): Promise<GitServer> {
  const repositories = await createGitRepositories()
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (!repositories.serve(request, response)) response.writeHead(404).end('No such page.\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // An IP server has an address object once it listens.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const removeRepositories = repositories.stop
  const stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
    await removeRepositories()
  }
  return Object.assign(repositories, { url: `http://${host}`, host, stop, [Symbol.asyncDispose]: stop })
}
