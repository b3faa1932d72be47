import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A running bare route. */
export interface BareRoute {
  url: string
  stop(): Promise<void>
}

/** Starts a bare Fastify route that returns `body`, in a process of its own as the portal has. */
export async function startBareRoute(body: string): Promise<BareRoute> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./bare-route.ts', import.meta.url))], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(body)
  const gone = once(child, 'exit')
  const url = await Promise.race([
    once(child.stdout, 'data').then(([line]) => `${String(line).trim()}/`),
    gone.then(() => {
      throw new Error('The bare route ended before it listened; its error is above.')
    }),
  ])
  return {
    url,
    async stop() {
      child.kill()
      await gone
    },
  }
}
