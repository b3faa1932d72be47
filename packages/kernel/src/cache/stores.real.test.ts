import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { configOf, logTo } from '../database/test-databases.ts'
import { type Caches, openCaches } from './open-caches.ts'

const servers = [
  {
    name: 'Redis',
    binary: '/usr/bin/redis-server',
    flags: (port: number) => ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', tmpdir()],
    block: (port: number) => ({
      store: 'redis',
      connection: { url: `redis://127.0.0.1:${port}` },
      redis: { client: { namespace: 'cb' } },
    }),
  },
  {
    name: 'Memcached',
    binary: '/usr/bin/memcached',
    flags: (port: number) => ['-p', `${port}`, '-l', '127.0.0.1', '-u', 'nobody'],
    block: (port: number) => ({ store: 'memcache', connection: `127.0.0.1:${port}` }),
  },
]

describe.each(servers)('$name', ({ name, binary, flags, block }) => {
  const isMissing = !existsSync(binary)
  const lines: string[] = []
  let port = 0
  let server: ChildProcess | undefined
  let caches: Caches | undefined

  const start = async () => {
    server = spawn(binary, flags(port), { stdio: 'ignore' })
    await vi.waitFor(() => expectAnswer(port), { timeout: 5_000 })
  }
  const stop = async () => {
    if (!server || server.exitCode !== null) return
    const exit = once(server, 'exit')
    server.kill()
    await exit
  }
  const cacheOf = (pluginId: string) => {
    if (!caches) throw new Error('The caches are opened before all tests.')
    return caches.forPlugin(pluginId)
  }

  const untilUp = () =>
    vi.waitFor(
      async () => {
        await cacheOf('a').set('up', 1)
        expect(await cacheOf('a').get('up')).toBe(1)
      },
      { timeout: 10_000 },
    )

  beforeAll(async () => {
    if (isMissing) return
    port = await freePort()
    await start()
    caches = await openCaches({ config: configOf({ 'backend.cache': block(port) }), log: logTo(lines) })
    await untilUp()
    lines.length = 0
  })
  afterAll(async () => {
    await caches?.close()
    await stop()
  })

  test.skipIf(isMissing)('keeps values, apart for each plugin', async () => {
    await cacheOf('a').set('key with spaces', { list: [1, 'ü'] })
    expect(await cacheOf('a').get('key with spaces')).toEqual({ list: [1, 'ü'] })
    expect(await cacheOf('b').get('key with spaces')).toBeUndefined()
    await cacheOf('a').delete('key with spaces')
    expect(await cacheOf('a').get('key with spaces')).toBeUndefined()
  })

  test.skipIf(isMissing)('takes keys of any length', async () => {
    await cacheOf('a').set('k'.repeat(1_000), 1)
    expect(await cacheOf('a').get('k'.repeat(1_000))).toBe(1)
  })

  test.skipIf(isMissing)('forgets after the time to live, even under a second', async () => {
    await cacheOf('a').set('short', 1, { ttlMs: 300 })
    expect(await cacheOf('a').get('short')).toBe(1)
    await delay(name === 'Memcached' ? 2_100 : 400)
    expect(await cacheOf('a').get('short')).toBeUndefined()
  })

  test.skipIf(isMissing)('a restart of the server fails nobody', async () => {
    await stop()
    const startedAt = performance.now()
    expect(await cacheOf('a').get('key')).toBeUndefined()
    expect(performance.now() - startedAt).toBeLessThan(2_500)
    await start()
    await untilUp()
    expect(lines.length).toBeLessThanOrEqual(1)
  })
})

/** @throws when nobody listens. */
async function expectAnswer(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
  } finally {
    socket.destroy()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (typeof address !== 'object' || !address) throw new Error('The system gave no free port.')
  return address.port
}
