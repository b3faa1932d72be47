import { once } from 'node:events'
import { createServer } from 'node:net'
import { definePlugin, permissionPolicy, Type } from '@callboard/kernel'
import { extensionPoint, get, ifInstalled, service } from '@callboard/model'
import { startPortal } from '@callboard/testing'
import { describe, expect, test } from 'vitest'

const greeting = service<{ text: string }>('greeter.greeting', 'A greeting.')
const hello = get('/hello', { summary: 'Says hello.', access: 'public', reply: Type.Unknown() })

const greeter = (setup: () => { text: string }) =>
  definePlugin({ id: 'greeter', provide: { greeting }, setup: () => ({ greeting: setup() }) })
const user = definePlugin({
  id: 'user',
  use: { greeting },
  setup({ http, greeting: { text } }) {
    http.serve(hello, () => ({ text }))
  },
})
const lonely = definePlugin({
  id: 'lonely',
  setup({ http }) {
    http.serve(hello, () => ({ text: 'here' }))
  },
})
const broken = (fail: 'setup' | 'onStart', stopped: string[] = []) =>
  definePlugin({
    id: 'broken',
    setup({ http, lifecycle }) {
      http.serve(hello, () => ({ text: 'never' }))
      lifecycle.onStop(() => void stopped.push('broken'))
      if (fail === 'setup') throw new Error('The moon is full.')
      lifecycle.onStart(() => {
        throw new Error('The moon is full.')
      })
    },
  })

describe('starting', () => {
  test('a service comes from its provider, whatever the order of the config', async () => {
    await using portal = await startPortal({ plugins: [user, greeter(() => ({ text: 'hi' }))] })
    expect(await (await portal.fetch('/api/user/hello')).json()).toEqual({ text: 'hi' })
    expect(portal.host.plugins()).toEqual([
      { id: 'user', state: 'started' },
      { id: 'greeter', state: 'started' },
    ])
  })

  test.each(['setup', 'onStart'] as const)('a plugin that fails in %s does not take the portal down', async (fail) => {
    const lines: string[] = []
    const stopped: string[] = []
    await using portal = await startPortal({
      plugins: [broken(fail, stopped), lonely],
      onLog: (line) => lines.push(line),
    })
    expect((await portal.fetch('/api/lonely/hello')).status).toBe(200)
    for (const path of ['/api/broken', '/api/broken/hello', '/api/broken/deep/er?x=1']) {
      const reply = await portal.fetch(path, { as: 'nobody' })
      expect(reply.status).toBe(503)
      expect(await reply.json()).toMatchObject({
        error: {
          name: 'ServiceUnavailableError',
          code: 'http/plugin-failed',
          data: { pluginId: 'broken' },
        },
      })
    }
    expect(await (await portal.fetch('/api/app/plugins')).json()).toContainEqual({
      id: 'broken',
      state: 'failed',
      reason: 'The moon is full.',
    })
    expect(lines.some((line) => line.includes('"plugin not started"') && line.includes('The moon is full.'))).toBe(true)
    expect(stopped).toEqual(['broken'])
  })

  test('who uses the service of a plugin that failed fails with the reason', async () => {
    const failing = greeter(() => {
      throw new Error('No voice.')
    })
    await using portal = await startPortal({ plugins: [failing, user] })
    expect(portal.host.plugins()).toEqual([
      { id: 'greeter', state: 'failed', reason: 'No voice.' },
      {
        id: 'user',
        state: 'failed',
        reason: 'The plugin user uses the service greeter.greeting of the plugin greeter, which did not start.',
      },
    ])
  })

  test.each([
    { why: 'nobody provides', others: [] },
    {
      why: 'a plugin that failed provides',
      others: [
        greeter(() => {
          throw new Error('The moon is full.')
        }),
      ],
    },
  ])('a service that is wanted only if installed is undefined where $why it', async ({ others }) => {
    const easy = definePlugin({
      id: 'easy',
      use: { greeting: ifInstalled(greeting) },
      setup({ http, greeting }) {
        http.serve(hello, () => ({ text: greeting?.text ?? 'nobody greets' }))
      },
    })
    await using portal = await startPortal({ plugins: [easy, ...others] })
    expect(await (await portal.fetch('/api/easy/hello')).json()).toEqual({ text: 'nobody greets' })
  })

  test('work begins when requests are answered; one hook that fails is told, and the next one runs', async () => {
    const lines: string[] = []
    const statuses: number[] = []
    const worker = definePlugin({
      id: 'worker',
      setup({ http, lifecycle, rootConfig }) {
        http.serve(hello, () => ({ text: 'here' }))
        lifecycle.onReady(() => {
          throw new Error('Overslept.')
        })
        lifecycle.onReady(async () => {
          const { port } = rootConfig.get('backend.listen') as { port: number }
          for (const path of ['/api/worker/hello', '/.backstage/health/v1/readiness']) {
            statuses.push((await fetch(`http://127.0.0.1:${port}${path}`)).status)
          }
        })
      },
    })
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as { port: number }
    probe.close()
    await using _ = await startPortal({
      plugins: [worker],
      config: { backend: { listen: { host: '127.0.0.1', port } } },
      onLog: (line) => lines.push(line),
    })
    expect(statuses).toEqual([200, 200])
    expect(lines.filter((line) => line.includes('ready hook failed'))).toHaveLength(1)
    expect(lines.join('')).toContain('Overslept.')
  })

  test('who uses the service of a plugin that fails in onStart fails too', async () => {
    const failing = definePlugin({
      id: 'greeter',
      provide: { greeting },
      setup({ lifecycle }) {
        lifecycle.onStart(() => {
          throw new Error('No voice.')
        })
        return { greeting: { text: 'hi' } }
      },
    })
    await using portal = await startPortal({ plugins: [user, failing] })
    expect(portal.host.plugins()).toMatchObject([
      { id: 'user', state: 'failed', reason: expect.stringContaining('of the plugin greeter, which did not start') },
      { id: 'greeter', state: 'failed', reason: 'No voice.' },
    ])
  })

  test('what a plugin added before it failed is taken back, and so is what it half returned', async () => {
    const words = extensionPoint<string>('choir.words', 'Words.')
    const other = service<string>('broken.other', 'Another service.')
    let sung: readonly string[] = ['?']
    const choir = definePlugin({
      id: 'choir',
      provide: { words },
      setup({ words, lifecycle }) {
        lifecycle.onStart(() => {
          sung = words.all()
        })
      },
    })
    const singer = definePlugin({
      id: 'singer',
      use: { words },
      setup({ words }) {
        words.add('la')
        throw new Error('Hoarse.')
      },
    })
    const halfway = definePlugin({
      id: 'halfway',
      provide: { greeting, other },
      setup: () => ({ greeting: { text: 'hi' } }) as never,
    })
    await using portal = await startPortal({ plugins: [choir, singer, halfway, user] })
    expect(sung).toEqual([])
    expect(portal.host.plugins().map(({ state }) => state)).toEqual(['started', 'failed', 'failed', 'failed'])
  })

  test('where the plugin with the permission policy fails, nothing is permitted', async () => {
    const secret = get('/secret', {
      summary: 'For few.',
      allow: { type: 'basic', name: 'secret.read', attributes: {} },
      reply: Type.Unknown(),
    })
    const guarded = definePlugin({
      id: 'guarded',
      setup({ http }) {
        http.serve(secret, () => 'told')
      },
    })
    const failing = definePlugin({
      id: 'policy',
      use: { permissionPolicy },
      setup({ permissionPolicy }) {
        permissionPolicy.add({ decide: async () => ({ result: 'ALLOW' }) })
        throw new Error('No rules.')
      },
    })
    await using portal = await startPortal({ plugins: [failing, guarded], config: { permission: { enabled: true } } })
    expect((await portal.fetch('/api/guarded/secret')).status).toBe(403)
  })

  test('a plugin with a wrong config does not start, and says which key', async () => {
    const strict = definePlugin({ id: 'strict', config: Type.Object({ size: Type.Number() }), setup() {} })
    await using portal = await startPortal({ plugins: [strict, lonely], config: { strict: { size: 'big' } } })
    const [status] = portal.host.plugins()
    expect(status).toMatchObject({ id: 'strict', state: 'failed', reason: expect.stringContaining('strict.size') })
    expect((await portal.fetch('/api/lonely/hello')).status).toBe(200)
  })

  test('a plugin that must start takes the portal with it', async () => {
    const starting = startPortal({
      plugins: [broken('setup')],
      config: { backend: { startup: { required: ['broken', 'gone'] } } },
    })
    await expect(starting).rejects.toThrow('broken: The moon is full.\ngone: no such plugin is installed.')
  })

  const policy = (id: string) =>
    definePlugin({
      id,
      use: { permissionPolicy },
      setup: (context) => context.permissionPolicy.add({ decide: async () => ({ result: 'DENY' }) }),
    })
  const empty = (id: string) => definePlugin({ id, setup() {} })
  test.each([
    {
      why: 'two policies',
      plugins: [policy('a'), policy('b')],
      config: {},
      message: 'The plugins a and b both add a permission policy.',
    },
    {
      why: 'an id that the portal needs itself',
      plugins: [empty('app')],
      config: {},
      message: 'The plugin id "app" is kept',
    },
    {
      why: 'an id with other letters',
      plugins: [empty('My_Plugin')],
      config: {},
      message: '"My_Plugin" cannot be the id of a plugin',
    },
    {
      why: 'an id that tables of the portal have',
      plugins: [empty('kernel-events')],
      config: {},
      message: 'The plugin id "kernel-events" is kept',
    },
    {
      why: 'a log level that there is not',
      plugins: [],
      config: { backend: { auditor: { severityLogLevelMappings: { low: 'loud' } } } },
      message: 'backend.auditor.severityLogLevelMappings.low',
    },
    {
      why: 'a wrong key of the kernel',
      plugins: [],
      config: { permission: { enabled: 'perhaps' } },
      message: 'permission.enabled',
    },
    { why: 'a port that is none', plugins: [], config: { backend: { listen: ':http' } }, message: 'backend.listen' },
  ])('refuses to start with $why', async ({ plugins, config, message }) => {
    await expect(startPortal({ plugins, config })).rejects.toThrow(message)
  })

  test('refuses to start on a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number } // it listens on TCP
    await expect(startPortal({ config: { backend: { listen: { port } } } })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    })
    other.close()
  })

  test('takes little time', async () => {
    await startPortal().then((portal) => portal.stop())
    const startedAt = performance.now()
    await using portal = await startPortal({ plugins: [lonely] })
    expect((await portal.fetch('/api/lonely/hello')).status).toBe(200)
    expect(performance.now() - startedAt).toBeLessThan(1500)
  })

  test('routes cannot be added to a portal that answers already', async () => {
    let serveLate = () => {}
    const late = definePlugin({
      id: 'late',
      setup({ http }) {
        serveLate = () => http.serve(hello, () => ({}))
      },
    })
    await using _portal = await startPortal({ plugins: [late] })
    expect(serveLate).toThrow('GET /api/late/hello cannot be served any more')
  })

  test('requests that come while the portal starts wait for it, and health tells', async () => {
    const port = Promise.withResolvers<number>()
    const gate = Promise.withResolvers<void>()
    const slow = definePlugin({
      id: 'slow',
      async setup({ http, externalUrl }) {
        http.serve(hello, () => ({ text: 'at last' }))
        port.resolve(Number(new URL(externalUrl).port))
        await gate.promise
      },
    })
    const starting = startPortal({ plugins: [slow] })
    const url = `http://127.0.0.1:${await port.promise}`
    expect((await fetch(`${url}/.backstage/health/v1/liveness`)).status).toBe(200)
    const readiness = await fetch(`${url}/.backstage/health/v1/readiness`)
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      { message: 'Backend has not started yet', status: 'error' },
    ])
    const early = fetch(`${url}/api/slow/hello`)
    gate.resolve()
    await using _portal = await starting
    expect(await (await early).json()).toEqual({ text: 'at last' })
    expect(await (await fetch(`${url}/.backstage/health/v1/readiness`)).json()).toEqual({ status: 'ok' })
  })
})

describe('stopping', () => {
  test('requests end, then plugins stop in reverse order, then the socket is gone', async () => {
    const order: string[] = []
    const gate = Promise.withResolvers<void>()
    const inside = Promise.withResolvers<void>()
    const first = definePlugin({
      id: 'first',
      provide: { greeting },
      setup({ lifecycle }) {
        lifecycle.onStop(() => void order.push('first'))
        return { greeting: { text: '' } }
      },
    })
    const second = definePlugin({
      id: 'second',
      use: { greeting },
      setup({ http, lifecycle }) {
        http.serve(hello, async () => {
          inside.resolve()
          await gate.promise
          order.push('request')
          return {}
        })
        lifecycle.onStop(() => void order.push('second'))
        lifecycle.onStop(() => {
          throw new Error('A hook that fails does not keep others from running.')
        })
        lifecycle.stopping.addEventListener('abort', () => order.push('stopping'))
      },
    })
    const portal = await startPortal({ plugins: [second, first] })
    const pending = portal.fetch('/api/second/hello')
    await inside.promise
    const stopping = portal.stop()
    const again = portal.host.stop()
    await new Promise((resolve) => setTimeout(resolve, 30))
    gate.resolve()
    expect((await pending).status).toBe(200)
    await Promise.all([stopping, again])
    expect(order).toEqual(['stopping', 'request', 'second', 'first'])
    await expect(fetch(portal.url)).rejects.toThrow()
  })

  test('readiness says so while requests are still answered', async () => {
    const portal = await startPortal({
      plugins: [lonely],
      config: { backend: { lifecycle: { serverShutdownDelay: '200ms' } } },
    })
    const stopping = portal.stop()
    const readiness = await fetch(`${portal.url}/.backstage/health/v1/readiness`)
    expect([readiness.status, await readiness.json()]).toEqual([
      503,
      { message: 'Backend is shutting down', status: 'error' },
    ])
    expect((await fetch(`${portal.url}/api/lonely/hello`)).status).toBe(200)
    await stopping
  })

  test('a portal that is told to stop while it starts leaves nothing behind', async () => {
    const inside = Promise.withResolvers<void>()
    const stopped: string[] = []
    const slow = definePlugin({
      id: 'slow',
      async setup({ lifecycle }) {
        lifecycle.onStop(() => void stopped.push('slow'))
        inside.resolve()
        await new Promise((resolve) => setTimeout(resolve, 50))
      },
    })
    const { createHost, loadConfig } = await import('@callboard/kernel')
    const { mkdtemp, writeFile, rm } = await import('node:fs/promises')
    const dir = await mkdtemp('/tmp/callboard-host-')
    const config = {
      backend: {
        listen: { host: '127.0.0.1', port: 0 },
        database: { client: 'better-sqlite3', connection: ':memory:' },
      },
    }
    await writeFile(`${dir}/app-config.yaml`, JSON.stringify(config))
    const { createLogger } = await import('../logs/create-logger.ts')
    const host = createHost({
      config: await loadConfig({ cwd: dir, env: {} }),
      plugins: [{ plugin: slow }],
      baseDir: dir,
      logging: createLogger({ level: 'silent' }),
    })
    const starting = host.start()
    await inside.promise
    await host.stop()
    await starting
    expect(stopped).toEqual(['slow'])
    expect(() => host.url()).toThrow('The portal has no address')
    await rm(dir, { recursive: true })
  })
})
