import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '@callboard/testing'
import { expect, test } from 'vitest'
import type { CrashReplica } from '../fixtures/crash-replica.ts'

const script = new URL('../fixtures/crash-replica.ts', import.meta.url).pathname
const secret = 'Zm9yYmlkZGVuLWZydWl0-41-characters-long'
const tasks = 200

/** Random numbers that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

interface Replica {
  process: ChildProcess
  left: number | undefined
  out: string
}

test.each([
  { place: 'two replicas on PostgreSQL', replicas: 2, seed: 7 },
  { place: 'one process on SQLite', replicas: 1, seed: 11 },
])('200 tasks survive kill -9 at any moment: $place', { timeout: 120_000 }, async ({ replicas, seed }) => {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-crash-'))
  for (const name of ['things', 'work', 'tmp', 'data']) await mkdir(join(folder, name))
  const database =
    replicas === 1
      ? { client: 'better-sqlite3', connection: { directory: join(folder, 'data') } }
      : { client: 'pg', connection: await (await import('@callboard/testing/postgres')).testPostgres() }
  let log = ''
  const start = (options: Partial<CrashReplica> = {}): Replica => {
    const argument = JSON.stringify({ folder, database, secret, create: 0, dump: false, ...options })
    const child = spawn(process.execPath, ['--conditions=callboard-source', script, argument], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: join(folder, 'tmp') },
    })
    const replica: Replica = { process: child, left: undefined, out: '' }
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log += text
    })
    createInterface({ input: child.stdout }).on('line', (line) => {
      replica.out = line
      replica.left = (JSON.parse(line) as { left?: number }).left
    })
    return replica
  }
  const end = async ({ process: child }: Replica, signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  const dumped = async () => {
    const replica = start({ dump: true })
    await once(replica.process, 'close')
    return replica.out
  }
  const running: Replica[] = []
  try {
    const maker = start({ create: tasks })
    running.push(maker)
    await eventually(() => maker.left !== undefined, { timeoutMs: 30_000 })
    for (let i = 1; i < replicas; i++) running.push(start())

    const random = seeded(seed)
    let kills = 0
    const hasEnded = () => running.some(({ left }) => left === 0)
    for (; kills < 8 && !hasEnded(); kills++) {
      await delay(200 + random() * 700)
      const index = Math.floor(random() * running.length)
      await end(running[index] as Replica, 'SIGKILL')
      running[index] = start()
    }
    expect(kills).toBeGreaterThan(3)
    await eventually(hasEnded, { timeoutMs: 60_000 })
    for (const replica of running) await end(replica, 'SIGTERM')

    const dump = JSON.parse(await dumped()) as Record<string, Record<string, unknown>[]>
    const count = (status: string) => dump.task?.filter((task) => task.status === status).length
    expect({ completed: count('completed'), failed: count('failed') }).toEqual({
      completed: tasks * 0.9,
      failed: tasks * 0.1,
    })
    const messages = dump.event?.map(({ body }) => String(body)) ?? []
    expect(messages.some((body) => body.includes('already completed in a previous run'))).toBe(true)
    expect(dump.task?.filter(({ status, reason }) => status === 'failed' && reason === null)).toEqual([])

    const acts = (await readFile(join(folder, 'acts'), 'utf8')).trim().split('\n')
    expect(misdeedsIn(acts)).toEqual([])
    expect(acts.filter((line) => line.startsWith('did ')).length).toBe(tasks * 0.9 * 2)

    expect(await readdir(join(folder, 'work'))).toEqual([])
    expect(dump.archive).toEqual([])
    expect(JSON.stringify(dump)).not.toContain(secret)
    expect(log).not.toContain(secret)
    expect(log).toContain('tasks recovered')
    expect(await filesWith(folder, secret)).toEqual([])
  } finally {
    for (const replica of running) await end(replica, 'SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})

/** Whatever was done a second time although the first had been stored. */
function misdeedsIn(acts: readonly string[]): string[] {
  const stored = new Set<string>()
  const did = new Set<string>()
  /** The step that was begun last, by task. */
  const order = ['prepare', 'first', 'second', 'verify']
  const reached = new Map<string, number>()
  const misdeeds: string[] = []
  for (const line of acts) {
    const [word, key = ''] = line.split(' ')
    const [task = '', step = ''] = key.split('/')
    if (word === 'stored') stored.add(key)
    if (word === 'entered' && stored.has(key)) misdeeds.push(`${line}: it had been stored`)
    if (word === 'did' && did.has(key)) misdeeds.push(`${line}: it had been done`)
    if (word === 'did') did.add(key)
    if (word !== 'begin') continue
    const place = order.indexOf(step)
    if (place < (reached.get(task) ?? 0)) misdeeds.push(`${line}: its step had completed`)
    reached.set(task, place)
  }
  return misdeeds
}

/** The files below a folder that hold a text, as it is or as their bytes are read by `grep -a`. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    if ((await readFile(path)).includes(text)) found.push(path)
  }
  return found
}
