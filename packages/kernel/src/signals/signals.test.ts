import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { bearerTokens, definePlugin, type Signals } from '@callboard/kernel'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { PluginAuth } from '../auth/create-auth.ts'
import { logTo } from '../database/test-databases.ts'
import { serveSignals } from './signals-server.ts'

let signals: Signals
const sender = definePlugin({
  id: 'sender',
  setup(core) {
    signals = core.signals
  },
})
let portal: TestPortal
beforeAll(async () => {
  portal = await startPortal({ plugins: [sender] })
})
afterAll(() => portal.stop())

/** Connects, subscribes, and collects what comes. */
async function listen(token: string | undefined, channels: string[]) {
  const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/api/signals`, token === undefined ? [] : [token])
  const received: unknown[] = []
  socket.on('message', (data) => received.push(JSON.parse(String(data))))
  await once(socket, 'open')
  for (const channel of channels) socket.send(JSON.stringify({ action: 'subscribe', channel }))
  // A ping comes back only after what was sent before it was read.
  socket.ping()
  await once(socket, 'pong')
  return { socket, received }
}

test('a signal reaches the channels and the people it is for', async () => {
  const ada = await listen(await portal.tokens.user('user:default/ada', ['user:default/ada', 'group:default/crew']), [
    'news',
  ])
  const bob = await listen(await portal.tokens.user('user:default/bob'), ['news', 'other'])
  const nobody = await listen(undefined, ['news'])
  expect(ada.socket.protocol).toMatch(/^ey/)

  await signals.send({ type: 'broadcast' }, 'news', { n: 1 })
  await signals.send({ type: 'broadcast' }, 'other', { n: 2 })
  await signals.send({ type: 'user', entityRefs: ['group:default/crew', 'user:default/eve'] }, 'news', { n: 3 })
  ada.socket.send(JSON.stringify({ action: 'unsubscribe', channel: 'news' }))
  ada.socket.ping()
  await once(ada.socket, 'pong')
  await signals.send({ type: 'broadcast' }, 'news', { n: 4 })

  const news = (n: number) => ({ channel: 'news', message: { n } })
  await expect.poll(() => bob.received).toEqual([news(1), { channel: 'other', message: { n: 2 } }, news(4)])
  await expect.poll(() => nobody.received).toEqual([news(1), news(4)])
  expect(ada.received).toEqual([news(1), news(3)])
  for (const { socket } of [ada, bob, nobody]) socket.close()
})

test.each([
  { why: 'a bad token', path: '/api/signals', protocols: ['rubbish'], status: 401 },
  { why: 'another path', path: '/api/signals/deeper', protocols: [], status: 404 },
])('$why is refused before the connection is made: $status', async ({ path, protocols, status }) => {
  const socket = new WebSocket(`${portal.url.replace('http', 'ws')}${path}`, protocols)
  const [, reply] = await once(socket, 'unexpected-response')
  expect(reply.statusCode).toBe(status)
  expect(reply.headers['content-length']).toBe('0')
})

test.each(['no json', 'x'.repeat(20_000)])(
  'a connection that sends what it must not is ended, and the portal lives: %#',
  async (text) => {
    const { socket } = await listen(undefined, [])
    socket.on('error', () => {})
    socket.send(text)
    await once(socket, 'close')
    expect((await portal.fetch('/api/signals/health', { as: 'nobody' })).status).toBe(200)
  },
)

test('signing out everywhere ends the connections of the person, and nobody else’s', async () => {
  const ada = await listen(await portal.tokens.user('user:default/leaving'), ['news'])
  const bob = await listen(await portal.tokens.user('user:default/bob'), ['news'])
  const closed = once(ada.socket, 'close')
  await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/leaving' })
  await closed
  await signals.send({ type: 'broadcast' }, 'news', { n: 5 })
  await expect.poll(() => bob.received).toHaveLength(1)
  bob.socket.close()
})

test('who signs out after the token of the connection has run out hears nothing more, either', async () => {
  const clock = fakeClock()
  await using own = await startPortal({ plugins: [], clock })
  const connect = async (name: string) => {
    const socket = new WebSocket(`${own.url.replace('http', 'ws')}/api/signals`, [
      await own.tokens.user(`user:default/${name}`),
    ])
    await once(socket, 'open')
    return socket
  }
  const [ada, bob] = [await connect('ada'), await connect('bob')]
  clock.advance(2 * 3_600_000)
  const closed = once(ada, 'close')
  await own.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: 'user:default/ada' })
  await closed
  expect(bob.readyState).toBe(WebSocket.OPEN)
})

test('a connection ends soon after the access token it came with', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  let isGood = true
  const keeper = definePlugin({
    id: 'keeper',
    use: { bearerTokens },
    setup: ({ bearerTokens: point }) =>
      point.add({
        prefix: 'test_',
        verify: async () => (isGood ? { userEntityRef: 'user:default/ada', scopes: ['read'] } : undefined),
      }),
  })
  await using own = await startPortal({ plugins: [keeper] })
  const socket = new WebSocket(`${own.url.replace('http', 'ws')}/api/signals`, ['test_a'])
  await once(socket, 'open')
  const closed = once(socket, 'close')
  const pinged = once(socket, 'ping')
  await vi.advanceTimersByTimeAsync(30_000)
  await pinged
  // Its answer has arrived when that to a later one has.
  socket.ping()
  await once(socket, 'pong')
  expect(socket.readyState).toBe(WebSocket.OPEN)
  isGood = false
  await vi.advanceTimersByTimeAsync(30_000)
  await closed
})

test('stopping the portal ends connections', async () => {
  const own = await startPortal({ plugins: [sender] })
  const socket = new WebSocket(`${own.url.replace('http', 'ws')}/api/signals`)
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await own.stop()
  await closed
})

test('who is still connecting when signals end does not hold up the stop', async () => {
  const asked = Promise.withResolvers<void>()
  const mayAnswer = Promise.withResolvers<void>()
  const auth = {
    async authenticate() {
      asked.resolve()
      await mayAnswer.promise
      return { principal: { type: 'user', userEntityRef: 'user:default/ada' } }
    },
    userInfo: async () => ({ userEntityRef: 'user:default/ada', ownershipEntityRefs: [] }),
  } as unknown as PluginAuth // nothing else of it is asked
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const events = { publish: async () => {}, subscribe: () => () => {} }
  const end = serveSignals({ server, auth, events, log: logTo([]) })
  const { port } = server.address() as AddressInfo // a TCP server's address is never a string
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/signals`, ['token'])
  socket.on('error', () => {})
  await asked.promise
  end()
  const closed = once(server, 'close')
  server.close()
  mayAnswer.resolve()
  await closed
})
