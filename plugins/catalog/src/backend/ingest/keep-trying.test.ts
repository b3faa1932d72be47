import { expect, test } from 'vitest'
import { keepTrying } from './keep-trying.ts'

test('what fails is told and done again until it succeeds, and then no more', async () => {
  const failures: unknown[] = []
  let attempts = 0
  const full = new Error('database or disk is full')
  const work = async () => {
    attempts += 1
    if (attempts < 3) throw full
  }
  await keepTrying(work, {
    pauseMs: 1,
    signal: new AbortController().signal,
    onFailure: (error) => failures.push(error),
  })
  expect(attempts).toBe(3)
  expect(failures).toEqual([full, full])
})

test('the end of the portal ends the attempts', async () => {
  const stopping = new AbortController()
  let attempts = 0
  const work = async () => {
    attempts += 1
    throw new Error('away')
  }
  await keepTrying(work, { pauseMs: 1, signal: stopping.signal, onFailure: () => attempts === 2 && stopping.abort() })
  expect(attempts).toBe(2)
})
