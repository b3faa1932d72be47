// A process of its own: a bare Fastify route that answers with the text on its standard input.
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'

interface Reply {
  header(name: string, value: string): Reply
  send(body: string): Reply
}

// The very Fastify that the kernel runs on: it is the kernel's dependency, not that of the repository.
const { fastify } = createRequire(new URL('../../packages/kernel/package.json', import.meta.url))('fastify')
const body = await text(process.stdin)
const server = fastify()
server.get('/', (_request: unknown, reply: Reply) =>
  reply.header('content-type', 'application/json; charset=utf-8').send(body),
)
console.log(await server.listen({ host: '127.0.0.1', port: 0 }))
