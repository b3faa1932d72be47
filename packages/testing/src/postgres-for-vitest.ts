import { once } from 'node:events'
import { createServer } from 'node:http'
import type { TestProject } from 'vitest/node'
import type { TestPostgres } from './postgres.ts'

/**
 * Vitest's global setup: hands out databases to `testPostgres`, from one server that starts with the first request and
 * ends with the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<TestPostgres> | undefined
  const desk = createServer(async (_request, reply) => {
    try {
      server ??= import('./postgres.ts').then(({ startPostgres }) => startPostgres())
      reply.end(await (await server).createDatabase())
    } catch (error) {
      reply.writeHead(500).end(error instanceof Error ? error.message : String(error))
    }
  })
  desk.listen(0, '127.0.0.1')
  await once(desk, 'listening')
  const address = desk.address()
  if (typeof address !== 'object' || !address) throw new Error('The system gave no free port.')
  project.provide('postgresDesk', address.port)
  return async () => {
    desk.close()
    desk.closeAllConnections()
    const started = await server?.catch(() => undefined)
    await started?.stop()
  }
}
