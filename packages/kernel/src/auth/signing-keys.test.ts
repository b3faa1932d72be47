import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { sqliteIn, type TestDatabases } from '../database/test-databases.ts'
import { createSigningKeys } from './signing-keys.ts'

let databases: TestDatabases
afterEach(() => databases.end())

test('many who sign at once share one new key', async () => {
  databases = await sqliteIn('memory')
  const opened = await databases.open()
  await opened.migrate('kernel', new URL('./migrations/', import.meta.url))
  const keys = createSigningKeys({ db: opened.forPlugin('kernel'), clock: systemClock, lifetimeMs: 3_600_000 })
  const made = await Promise.all(Array.from({ length: 10 }, () => keys.current()))
  expect(new Set(made.map(({ kid }) => kid)).size).toBe(1)
  expect((await keys.jwks()).keys).toHaveLength(1)
})
