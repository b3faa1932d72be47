import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { eventually } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { expect, test } from 'vitest'
import type { KillReplica, KillReport } from '../fixtures/kill-replica.ts'

const script = new URL('../fixtures/kill-replica.ts', import.meta.url).pathname
const sources = 4000

test.each(['sqlite', 'postgres'] as const)(
  'a run that is killed twice goes on where it was, and misses nothing, on %s',
  { timeout: 120_000 },
  async (dialect) => {
    const folder = await mkdtemp(join(tmpdir(), 'callboard-kill-'))
    const database =
      dialect === 'sqlite'
        ? { client: 'better-sqlite3', connection: { directory: folder } }
        : { client: 'pg', connection: await testPostgres() }
    const running: ReturnType<typeof spawn>[] = []

    async function runUntil(laterMs: number, isReached: (report: KillReport) => boolean): Promise<KillReport> {
      const argument = JSON.stringify({ database, sources, laterMs } satisfies KillReplica)
      const child = spawn(process.execPath, ['--conditions=callboard-source', script, argument], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, TMPDIR: folder },
      })
      running.push(child)
      let last: KillReport | undefined
      createInterface({ input: child.stdout }).on('line', (line) => {
        last = JSON.parse(line) as KillReport
      })
      const report = await eventually(() => (last && isReached(last) ? last : undefined), { timeoutMs: 50_000 })
      child.kill('SIGKILL')
      await once(child, 'exit')
      return report
    }

    try {
      const first = await runUntil(0, ({ documents }) => documents >= 400)
      expect(first).toMatchObject({ begun: null, hasRun: false })
      const second = await runUntil(120_000, ({ documents, begun }) => begun !== undefined && documents >= 1200)
      expect(second.hasRun).toBe(false)
      expect(second.begun).toMatch(/^s\d{5}$/)
      const third = await runUntil(240_000, ({ hasRun, stale }) => hasRun && stale === 0)
      expect(third).toMatchObject({ documents: sources, stale: 0 })
    } finally {
      for (const child of running) child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    }
  },
)
