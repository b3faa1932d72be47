import { createReadStream, type ReadStream } from 'node:fs'
import { definePlugin, rawReply } from '@callboard/kernel'
import { get, Type } from '@callboard/model'
import { eventually, startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'

const opened: ReadStream[] = []
/** Endless, so that it ends only when somebody lets go of it. */
const open = () => {
  const stream = createReadStream('/dev/zero')
  opened.push(stream)
  return stream
}
const route = (path: string) => get(path, { summary: 'For tests.', reply: Type.Unknown() })
const foreignError = (status: number) => {
  const held = { headers: { authorization: 'Bearer of-somebody' } }
  return Object.assign(new Error('The host said no.'), { status, attempt: 3, request: { ...held, self: held }, held })
}
const circular = (status: number) => {
  const error = foreignError(status) as Error & { self?: unknown }
  error.self = error
  return error
}
const demo = definePlugin({
  id: 'demo',
  setup({ http }) {
    http.serve(route('/endless'), () => rawReply({ type: 'text/plain', body: open() }))
    http.serve(route('/tagged'), () => rawReply({ headers: { etag: '"1"' }, body: open() }))
    http.serve(route('/wide'), () => 'x'.repeat(5000))
    for (const status of [404, 500]) {
      http.serve(route(`/fail/${status}`), () => {
        throw circular(status)
      })
    }
  },
})

test.each([
  { why: 'the caller goes away while it is packed', path: '/api/demo/endless', headers: { 'accept-encoding': 'gzip' } },
  { why: 'the caller has the body already', path: '/api/demo/tagged', headers: { 'if-none-match': '"1"' } },
])('a file is closed when $why', async ({ path, headers }) => {
  await using portal = await startPortal({ plugins: [demo] })
  const caller = new AbortController()
  const reply = await portal.fetch(path, { headers, signal: caller.signal })
  expect([200, 304]).toContain(reply.status)
  expect(opened.at(-1)).toBeDefined()
  caller.abort()
  expect(await eventually(() => opened.at(-1)?.destroyed)).toBe(true)
})

test('a packed reply to another site varies by both', async () => {
  const cors = { origin: ['https://*.example.com'] }
  await using portal = await startPortal({ plugins: [demo], config: { backend: { cors } } })
  const headers = { origin: 'https://a.example.com', 'accept-encoding': 'gzip' }
  const reply = await portal.fetch('/api/demo/wide', { headers })
  expect(reply.headers.get('vary')?.toLowerCase().split(', ')).toEqual(['origin', 'accept-encoding'])
})

test.each([404, 500])('of an error that a library made, %s tells no objects', async (status) => {
  await using portal = await startPortal({ plugins: [demo], isDevelopment: false })
  const reply = await portal.fetch(`/api/demo/fail/${status}`)
  expect(reply.status).toBe(status)
  const { error } = (await reply.json()) as { error: unknown }
  expect(error).toEqual({ name: 'Error', message: 'The host said no.', status, attempt: 3 })
})
