import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createVault } from './vault.ts'

const key = (id: string) => ({ id, key: randomBytes(32).toString('base64') })
const secrets = { secrets: { token: 'hunter2' }, initiator: '{"type":"user"}' }

describe('a vault', () => {
  test('gives back what it sealed', () => {
    const vault = createVault([key('a')])
    expect(vault.open('t1', vault.seal('t1', secrets))).toEqual(secrets)
  })

  test('seals nothing readable, and never the same twice', () => {
    const vault = createVault([key('a')])
    const [one, two] = [vault.seal('t1', secrets), vault.seal('t1', secrets)]
    expect(one).not.toBe(two)
    expect(Buffer.from(one.split(':')[2] ?? '', 'base64url').toString('latin1')).not.toContain('hunter2')
  })

  test('opens what an older key sealed, and says that it should be sealed again', () => {
    const [old, fresh] = [key('2025'), key('2026')]
    const sealed = createVault([old]).seal('t1', secrets)
    const rotated = createVault([fresh, old])
    expect(rotated.open('t1', sealed)).toEqual(secrets)
    expect(rotated.isCurrent(sealed)).toBe(false)
    expect(rotated.isCurrent(rotated.seal('t1', secrets))).toBe(true)
  })

  const vault = createVault([key('a')])
  const sealed = vault.seal('t1', secrets)
  const flipped = (at: number) => {
    const bytes = Buffer.from(sealed.split(':')[2] ?? '', 'base64url')
    bytes[at] = (bytes[at] ?? 0) ^ 1
    return `${sealed.split(':').slice(0, 2).join(':')}:${bytes.toString('base64url')}`
  }
  test.each([
    { attack: 'another task', taskId: 't2', text: sealed },
    { attack: 'a changed nonce', taskId: 't1', text: flipped(0) },
    { attack: 'a changed tag', taskId: 't1', text: flipped(12) },
    { attack: 'a changed text', taskId: 't1', text: flipped(30) },
    { attack: 'a cut tag', taskId: 't1', text: `${sealed.split(':').slice(0, 2).join(':')}:AAAA` },
    { attack: 'an unknown key', taskId: 't1', text: sealed.replace(/:[^:]*:/, ':Yg:') },
    { attack: 'another version', taskId: 't1', text: sealed.replace('v1', 'v2') },
    { attack: 'no form at all', taskId: 't1', text: 'hunter2' },
  ])('does not open for $attack', ({ taskId, text }) => {
    expect(() => vault.open(taskId, text)).toThrow(`The secrets of task ${taskId} cannot be opened.`)
  })

  test.each([
    { why: 'a short key', keys: [{ id: 'k', key: 'c2hvcnQ=' }] },
    { why: 'two keys of one id', keys: [key('k'), key('k')] },
  ])('refuses $why', ({ keys }) => {
    expect(() => createVault(keys)).toThrow('The key "k" in scaffolder.secrets.keys cannot be used.')
  })
})
