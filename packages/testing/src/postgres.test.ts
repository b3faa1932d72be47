import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'
import { expect, test } from 'vitest'
import { testPostgres } from './postgres.ts'

test('each call gives an empty database of its own', async () => {
  const connections = await Promise.all([testPostgres(), testPostgres()])
  expect(new Set(connections).size).toBe(2)
  for (const connectionString of connections) {
    const client = new pg.Client({ connectionString })
    await client.connect()
    await client.query('create table t (n int)')
    await client.end()
  }
})

test('the server ends when the process that started it is killed', async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url).href)}
    console.log((await startPostgres()).connection)
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(owner.stdout, 'data')
  const connectionString = String(line).trim()
  expect(await answers(connectionString)).toBe(true)
  owner.kill('SIGKILL')
  await expect.poll(() => answers(connectionString), { timeout: 10_000 }).toBe(false)
})

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
