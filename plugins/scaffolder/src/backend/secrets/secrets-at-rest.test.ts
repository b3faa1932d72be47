import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startTaskPortal } from '../fixtures/task-portal.ts'
import { resealTasks } from './reseal.ts'
import { createVault, openVault } from './vault.ts'

const key = (id: string) => ({ id, key: randomBytes(32).toString('base64') })
const secrets = { secrets: { word: 'open-sesame' }, initiator: '{}' }

describe.each(['sqlite', 'postgres'] as const)('secrets at rest on %s', (database) => {
  test('are sealed again with the first key, so that the older one may go', async () => {
    const [old, fresh] = [key('2025'), key('2026')]
    const scaffolder = { secrets: { keys: [old] }, concurrentTasksLimit: 0 }
    await using started = await startTaskPortal({ actions: [], scaffolder, database })
    const { db, log } = started.core
    const [id, other] = [await started.create([], { secrets: secrets.secrets }), await started.create([])]
    await db.run(`insert into memory (task_id, step, kind, key, value) values (?, 0, 'key', '', ?)`, [
      id,
      createVault([old]).seal(id, secrets),
    ])
    await db.run('update task set secrets = ? where id = ?', ['sealed with a lost key', other])

    expect(await resealTasks({ db, log, vault: createVault([fresh, old]) })).toBe(2)
    const alone = createVault([fresh])
    const task = await db.get<{ secrets: string }>('select secrets from task where id = ?', [id])
    const memory = await db.get<{ value: string }>('select value from memory where task_id = ?', [id])
    expect(alone.open(id, task?.secrets ?? '').secrets).toEqual(secrets.secrets)
    expect(alone.open(id, memory?.value ?? '')).toEqual(secrets)
    // What nobody can open is left as it is, and nothing is done twice.
    expect(await db.get('select secrets from task where id = ?', [other])).toEqual({
      secrets: 'sealed with a lost key',
    })
    expect(await resealTasks({ db, log, vault: createVault([fresh, old]) })).toBe(0)
  })

  test('without a configured key are sealed with one that all replicas find, and that opens later, too', async () => {
    await using started = await startTaskPortal({ actions: [], database })
    const { db, clock } = started.core
    const [one, two] = await Promise.all([
      openVault({ keys: undefined, db, clock }),
      openVault({ keys: [], db, clock }),
    ])
    const sealed = one.seal('t', secrets)
    expect(two.open('t', sealed)).toEqual(secrets)
    const configured = await openVault({ keys: [key('2026')], db, clock })
    expect(configured.open('t', sealed)).toEqual(secrets)
    expect(configured.isCurrent(sealed)).toBe(false)
  })
})
