import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@callboard/testing/postgres'
import { test } from 'vitest'
import { killInTurn } from './fixtures/kill-in-turn.ts'

// Not about the outside world, but too long for every run of the tests.
test.each([1, 2, 3])(
  'two replicas, killed in turn while they ingest 10,000 entities, round %i',
  async () => {
    await using stack = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'callboard-replicas-'))
    stack.defer(() => rm(folder, { recursive: true, force: true }))
    const server = await startPostgres()
    stack.defer(() => server.stop())
    await killInTurn({ connection: await server.createDatabase(), folder, components: 9_990 })
  },
  240_000,
)
